#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Keeps workflows from the addresses where clouds hand out credentials: link-local ones and metadata services.
struct AddressGuard: Sendable {
    /// Lets every address through.
    var allowsAll = false

    /// Whether a host may be called: neither it nor what its name resolves to is refused.
    func allows(host: String) async -> Bool {
        if allowsAll { return true }
        let name = host.hasPrefix("[") ? String(host.dropFirst().prefix { $0 != "]" }) : host
        if name.lowercased() == "metadata.google.internal" { return false }
        // A blocking call, on a thread of its own.
        let addresses = await withCheckedContinuation { continuation in
            let job = Lookup(name: name) { continuation.resume(returning: $0) }
            job.start()
        }
        return !addresses.contains(where: Self.isRefused)
    }

    /// `169.254.0.0/16`, `fe80::/10`, `fd00:ec2::/32` and IPv4 addresses in IPv6 form.
    static func isRefused(_ address: [UInt8]) -> Bool {
        if address.count == 4 { return address[0] == 169 && address[1] == 254 }
        guard address.count == 16 else { return true }
        let isMapped = address.prefix(10).allSatisfy { $0 == 0 } && address[10] == 0xFF && address[11] == 0xFF
        if isMapped { return isRefused(Array(address.suffix(4))) }
        return (address[0] == 0xFE && address[1] & 0xC0 == 0x80) || address.prefix(4) == [0xFD, 0x00, 0x0E, 0xC2]
    }
}

/// One look-up of a name by the system's resolver.
private struct Lookup: Sendable {
    let name: String
    let done: @Sendable ([[UInt8]]) -> Void

    func start() {
        // The thread is detached: it ends by itself.
        var thread = pthread_t()
        let box = Unmanaged.passRetained(Box(self))
        let result = pthread_create(
            &thread, nil,
            { pointer in
                guard let pointer else { return nil }
                let job = Unmanaged<Box>.fromOpaque(pointer).takeRetainedValue().job
                job.done(Lookup.addresses(job.name))
                return nil
            }, box.toOpaque())
        if result == 0 {
            pthread_detach(thread)
        } else {
            box.release()
            done([])
        }
    }

    private final class Box: Sendable {
        let job: Lookup
        init(_ job: Lookup) { self.job = job }
    }

    private static func addresses(_ name: String) -> [[UInt8]] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(name, nil, &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        var addresses: [[UInt8]] = []
        var entry = list
        while let one = entry?.pointee {
            if one.ai_family == AF_INET {
                one.ai_addr.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { pointer in
                    addresses.append(withUnsafeBytes(of: pointer.pointee.sin_addr) { Array($0) })
                }
            } else if one.ai_family == AF_INET6 {
                one.ai_addr.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { pointer in
                    addresses.append(withUnsafeBytes(of: pointer.pointee.sin6_addr) { Array($0) })
                }
            }
            entry = one.ai_next
        }
        return addresses
    }
}
