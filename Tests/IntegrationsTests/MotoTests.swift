import Foundation
import JSON
import Testing

@testable import Integrations

/// Services on moto through `aws-sdk:` and through the optimized integrations.
@Suite(.needsMoto, .timeLimit(.minutes(3)))
struct MotoTests {
    private func moto() async throws -> MotoServer { try await MotoServer.shared.value }

    @Test func dynamoDB() async throws {
        let moto = try await moto()
        let table: JSONValue = .string("orders-\(UUID().uuidString)")
        let made = await moto.call(
            "aws-sdk:dynamodb:createTable",
            [
                "TableName": table, "BillingMode": "PAY_PER_REQUEST",
                "AttributeDefinitions": [["AttributeName": "id", "AttributeType": "S"]],
                "KeySchema": [["AttributeName": "id", "KeyType": "HASH"]],
            ])
        #expect(made.value?["TableDescription"]?["TableName"] == table, "\(made)")
        let item: JSONValue = ["id": ["S": "1"], "data": ["S": "Hello"]]
        #expect(await moto.call("aws-sdk:dynamodb:putItem", ["TableName": table, "Item": item]) == .success([:]))
        let read = await moto.call("aws-sdk:dynamodb:getItem", ["TableName": table, "Key": ["id": ["S": "1"]]])
        #expect(read == .success(["Item": item]))
        let condition: JSONValue = [
            "TableName": table, "Item": item, "ConditionExpression": "attribute_not_exists(id)",
        ]
        let refused = await moto.call("aws-sdk:dynamodb:putItem", condition)
        #expect(refused.error == "DynamoDb.ConditionalCheckFailedException")
        #expect(refused.cause?.contains("(Service: DynamoDb, Status Code: 400, Request ID: ") == true)
        let optimized = await moto.call("dynamodb:putItem", condition)
        #expect(optimized.error == "DynamoDB.ConditionalCheckFailedException")
        #expect(
            optimized.cause?.contains(
                "(Service: AmazonDynamoDBv2; Status Code: 400; Error Code: ConditionalCheckFailedException; Request ID: "
            )
                == true)
        let got = await moto.call("dynamodb:getItem", ["TableName": table, "Key": ["id": ["S": "1"]]])
        #expect(got.value?["Item"] == item)
        #expect(got.value?["SdkHttpMetadata"]?["HttpStatusCode"] == 200)
        let unknown = await moto.call("aws-sdk:dynamodb:putItem", ["TableName": table, "Itm": item])
        #expect(unknown.error == "States.Runtime")
        #expect(unknown.cause?.contains("The field 'Itm' is not supported by Step Functions") == true)
        let missing = await moto.call("aws-sdk:dynamodb:getItem", ["TableName": "none", "Key": ["id": ["S": "1"]]])
        #expect(missing.error == "DynamoDb.ResourceNotFoundException")
    }

    @Test func sqs() async throws {
        let moto = try await moto()
        let queue = await moto.call("aws-sdk:sqs:createQueue", ["QueueName": .string("q\(UUID().uuidString)")])
        let url = try #require(queue.value?["QueueUrl"])
        let sent = await moto.call("sqs:sendMessage", ["QueueUrl": url, "MessageBody": ["a": 1]])
        #expect(sent.value?["MD5OfMessageBody"] == "bb6cb5c68df4652941caf652a366f2d8")
        #expect(sent.value?["SdkResponseMetadata"]?["RequestId"]?.string != nil)
        let again = await moto.call("aws-sdk:sqs:sendMessage", ["QueueUrl": url, "MessageBody": "text"])
        #expect(again.value?["Md5OfMessageBody"] == "1cb251ec0d568de6a929b520c4aed8d1")
        let received = await moto.call("aws-sdk:sqs:receiveMessage", ["QueueUrl": url, "MaxNumberOfMessages": 10])
        #expect(
            received.value?["Messages"]?.array?.compactMap { $0["Body"]?.string }.sorted() == ["text", #"{"a":1}"#])
        let none = await moto.call("sqs:sendMessage", ["QueueUrl": "http://no-such-queue-1", "MessageBody": "x"])
        #expect(none.error == "SQS.SdkClientException")
        #expect(none.cause?.hasPrefix("Unable to execute HTTP request: no-such-queue-1") == true, "\(none)")
    }

    @Test func sns() async throws {
        let moto = try await moto()
        let topic = await moto.call("aws-sdk:sns:createTopic", ["Name": .string("t\(UUID().uuidString)")])
        let arn = try #require(topic.value?["TopicArn"])
        let sent = await moto.call(
            "sns:publish",
            [
                "TopicArn": arn, "Message": ["a": 1],
                "MessageAttributes": ["k": ["DataType": "String", "StringValue": "v"]],
            ])
        #expect(sent.value?["MessageId"]?.string != nil, "\(sent)")
        let none = await moto.call(
            "sns:publish", ["TopicArn": "arn:aws:sns:us-east-1:123456789012:none", "Message": "x"])
        #expect(none.error == "SNS.NotFoundException")
        #expect(
            none.cause?.contains("(Service: AmazonSNS; Status Code: 404; Error Code: NotFound; Request ID: ") == true)
    }

    @Test func s3() async throws {
        let moto = try await moto()
        let bucket: JSONValue = .string("b-\(UUID().uuidString.lowercased())")
        #expect(await moto.call("aws-sdk:s3:createBucket", ["Bucket": bucket]).error == nil)
        for (key, body, text) in [
            ("a b/ü.txt", "text data", #""text data""#), ("o", ["Dict": "Value"], #"{"Dict":"Value"}"#),
        ]
            as [(String, JSONValue, String)]
        {
            let put = await moto.call("aws-sdk:s3:putObject", ["Bucket": bucket, "Key": .string(key), "Body": body])
            #expect(put.value?["ETag"]?.string != nil, "\(put)")
            let read = await moto.call("aws-sdk:s3:getObject", ["Bucket": bucket, "Key": .string(key)])
            #expect(read.value?["Body"] == .string(text))
            #expect(read.value?["ContentLength"] == .int(Int64(text.utf8.count)))
            #expect(read.value?.object?.members.last?.key == "Body")
        }
        let list = await moto.call("aws-sdk:s3:listObjectsV2", ["Bucket": bucket])
        #expect(list.value?["Contents"]?.array?.compactMap { $0["Key"]?.string } == ["a b/ü.txt", "o"])
        let missing = await moto.call("aws-sdk:s3:getObject", ["Bucket": bucket, "Key": "none"])
        #expect(missing.error == "S3.NoSuchKeyException")
        #expect(missing.cause?.contains("(Service: S3, Status Code: 404, Request ID: ") == true)
        #expect(await moto.call("aws-sdk:s3:listObjects", ["Bucket": "none-xyz"]).error == "S3.NoSuchBucketException")
    }

    @Test func others() async throws {
        let moto = try await moto()
        let secret: JSONValue = .string("s\(UUID().uuidString)")
        _ = await moto.call("aws-sdk:secretsmanager:createSecret", ["Name": secret, "SecretString": "hidden"])
        let value = await moto.call("aws-sdk:secretsmanager:getSecretValue", ["SecretId": secret])
        #expect(value.value?["SecretString"] == "hidden")
        #expect(value.value?["CreatedDate"]?.string?.hasSuffix("Z") == true)
        let parameter: JSONValue = .string("/p/\(UUID().uuidString)")
        _ = await moto.call("aws-sdk:ssm:putParameter", ["Name": parameter, "Value": "7", "Type": "String"])
        let read = await moto.call("aws-sdk:ssm:getParameter", ["Name": parameter])
        #expect(read.value?["Parameter"]?["Value"] == "7")
        let stream: JSONValue = .string("k\(UUID().uuidString)")
        _ = await moto.call("aws-sdk:kinesis:createStream", ["StreamName": stream, "ShardCount": 1])
        let record = await moto.call(
            "aws-sdk:kinesis:putRecord", ["StreamName": stream, "Data": "däta", "PartitionKey": "1"])
        #expect(record.value?["ShardId"]?.string != nil, "\(record)")
        let identity = await moto.call("aws-sdk:sts:getCallerIdentity", [:])
        #expect(identity.value?["Account"]?.string != nil, "\(identity)")
        let images = await moto.call("aws-sdk:ec2:describeVpcs", [:])
        #expect(images.value?["Vpcs"]?[0]?["CidrBlock"]?.string != nil, "\(images)")
    }

    @Test func events() async throws {
        let moto = try await moto()
        let good: JSONValue = ["Source": "a", "DetailType": "b", "Detail": ["Message": "c"]]
        let sent = await moto.call("events:putEvents", ["Entries": [good]])
        #expect(sent.value?["FailedEntryCount"] == 0, "\(sent)")
        let failed = await moto.call("events:putEvents", ["Entries": [good, ["DetailType": "b", "Detail": "{}"]]])
        #expect(failed.error == "EventBridge.FailedEntry")
        #expect(failed.cause?.contains(#""ErrorCode":"InvalidArgument""#) == true)
    }

    @Test func missingMembers() async throws {
        let moto = try await moto()
        let item = await moto.call("aws-sdk:dynamodb:putItem", ["TableName": "t", "Item": nil])
        #expect(item.error == "DynamoDb.DynamoDbException")
        let message =
            "1 validation error detected: Value null at 'item' failed to satisfy constraint: Member must not be null"
        #expect(
            item.cause?.hasPrefix("\(message) (Service: DynamoDb, Status Code: 400, Request ID: ") == true, "\(item)")
        let body = await moto.call("sqs:sendMessage", ["QueueUrl": "http://127.0.0.1/1/q", "MessageBody": nil])
        #expect(body.error == "SQS.AmazonSQSException")
        #expect(
            body.cause?.hasPrefix(
                "The request must contain the parameter MessageBody. (Service: AmazonSQS; Status Code: 400; "
                    + "Error Code: MissingParameter; Request ID: ") == true, "\(body)")
    }

    @Test(arguments: [
        ("aws-sdk:nosuchservice:act", "States.Runtime", "botocore has no service 'nosuchservice'"),
        ("aws-sdk:sqs:noSuchAction", "States.Runtime", "The service 'sqs' has no action 'noSuchAction'"),
    ])
    func whatIsUnknown(resource: String, error: String, cause: String) async throws {
        let outcome = try await moto().call(resource, [:])
        #expect(outcome.error == error)
        #expect(outcome.cause?.contains(cause) == true)
    }
}
