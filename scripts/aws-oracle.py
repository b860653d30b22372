"""Writes, for operations of AWS's services, what botocore makes of generated parameters and of generated answers.

    scripts/aws-oracle.py OUTPUT [SERVICE...]      SERVICE: a folder of botocore's data; all services where none is named

One JSON document a line: {"service", "action", "parameters", "request": {...}} or
{"service", "action", "response": {...}, "result"} or {"service", "action", "response", "error"} or
{"service", "action", "parameters", "region", "custom", "resolved": {...}}. Parameters and results are in the names of
Step Functions. Answers are written by moto's serializers and read by botocore's parsers; endpoints are resolved by
botocore's provider of rule sets.
"""
import base64
import datetime
import json
import sys
import warnings

import botocore.exceptions
import botocore.handlers
import botocore.hooks
import botocore.loaders
import botocore.parsers
import botocore.regions
import botocore.serialize
from botocore.awsrequest import HeadersDict

warnings.filterwarnings("ignore")
try:
    from moto.core.serialize import SERIALIZERS as ANSWERS
    from moto.core.model import ServiceModel
except ImportError:
    from botocore.model import ServiceModel

    ANSWERS = {}

KNOWN = ["json", "rest-json", "rest-xml", "query", "ec2"]
MOMENT = datetime.datetime(2024, 2, 29, 12, 34, 56, tzinfo=datetime.timezone.utc)
WHOLE = MOMENT.replace(microsecond=0)


# Two members of one element name: botocore gives a list of elements where the model has a text.
AMBIGUOUS = {("response", "s3", "GetBucketNotification")}


def uncapitalized(name):
    result, place = name[0].lower(), 1
    while place < len(name) and name[place].isupper() and not (place < len(name) - 1 and name[place + 1].islower()):
        result += name[place].lower()
        place += 1
    return result + name[place:]


def member_name(name):
    name = uncapitalized(name)
    return name[0].upper() + name[1:]


class Generator:
    """Values for shapes, the same in each run."""

    def __init__(self):
        self.count = 0

    def value(self, shape, location=None, path=()):
        self.count += 1
        kind = shape.type_name
        if kind == "structure":
            return self.structure(shape, path)
        if kind == "list":
            if self.count % 7 == 0 and location is None:
                return []
            inner = [self.value(shape.member, location, path) for _ in range(2)]
            return [one for one in inner if one is not None]
        if kind == "map":
            values = {f"key{n}": self.value(shape.value, location, path) for n in (1, 2)}
            return {key: one for key, one in values.items() if one is not None}
        if kind in ("integer", "long", "short", "byte", "biginteger"):
            return self.count % 100 if kind != "long" else 1234567890000 + self.count
        if kind in ("float", "double", "bigdecimal"):
            return self.count + 0.5
        if kind == "boolean":
            return self.count % 2 == 0
        if kind == "timestamp":
            form = (shape.serialization.get("timestampFormat") or "").lower()
            return WHOLE if location in ("header", "querystring", "uri") or form == "rfc822" else MOMENT
        if kind == "blob":
            return f"blöb{self.count}".encode()
        if shape.serialization.get("hostLabel"):
            return f"host{self.count}"
        if shape.serialization.get("jsonvalue") and location == "header":
            return {"json": [self.count, "x"]}
        if location in ("header", "headers"):
            return f"value{self.count}"
        if location == "uri":
            return f"p ä/+%&?#~{self.count}"
        return f"text <&\"'> ü€😀 {self.count}"

    def structure(self, shape, path):
        if shape.is_document_type:
            return {"document": [1, "x", None, {"deep": True}]}
        if shape.name in path or len(path) > 5:
            return None
        result = {}
        for name, member in shape.members.items():
            if member.serialization.get("eventstream"):
                continue
            one = self.value(member, member.serialization.get("location"), path + (shape.name,))
            if one is not None:
                result[name] = one
            if shape.is_tagged_union and result:
                break
        return result


def plain(shape, value):
    """A value in Step Functions' form."""
    if value is None:
        return None
    kind = shape.type_name
    if kind == "structure":
        if shape.is_document_type:
            return value
        return {member_name(name): plain(shape.members[name], one) for name, one in value.items() if name in shape.members}
    if kind == "list":
        return [plain(shape.member, one) for one in value]
    if kind == "map":
        return {key: plain(shape.value, one) for key, one in value.items()}
    if isinstance(value, datetime.datetime):
        value = value.astimezone(datetime.timezone.utc)
        millis = value.microsecond // 1000
        return value.strftime("%Y-%m-%dT%H:%M:%S") + (f".{millis:03d}Z" if millis else "Z")
    if isinstance(value, (bytes, bytearray)):
        try:
            return value.decode()
        except UnicodeDecodeError:
            return base64.b64encode(value).decode()
    return value


def body_of(body):
    if isinstance(body, dict):
        return {"form": [[key, str(value)] for key, value in body.items()]}
    if isinstance(body, str):
        body = body.encode()
    return {"base64": base64.b64encode(bytes(body or b"")).decode()}


def request_line(service, protocol, operation):
    shape = operation.input_shape
    values = Generator().value(shape) if shape is not None else {}
    # Step Functions sends a body of bytes as JSON, whatever it is.
    payload = shape.serialization.get("payload") if shape is not None else None
    if payload and payload in values and shape.members[payload].type_name == "blob":
        values[payload] = json.dumps(values[payload].decode(), ensure_ascii=False).encode()
    serializer = botocore.serialize.create_serializer(protocol, include_validation=False)
    made = serializer.serialize_to_request(values, operation)
    query = made["query_string"]
    pairs = []
    for key, value in (query.items() if isinstance(query, dict) else []):
        for one in value if isinstance(value, list) else [value]:
            pairs.append([key, str(one)])
    parameters = plain(shape, values) if shape is not None else {}
    if payload in values and shape.members[payload].type_name == "blob":
        parameters[member_name(payload)] = json.loads(values[payload])
    path = made["url_path"]
    if "?" in path:
        path, fixed = path.split("?", 1)
        pairs += [(part.split("=", 1) + [""])[:2] for part in fixed.split("&")]
    return {
        "parameters": parameters,
        "request": {
            "method": made["method"], "path": path, "query": pairs, "hostPrefix": made.get("host_prefix"),
            "headers": [[key, str(value)] for key, value in made["headers"].items()], "body": body_of(made["body"]),
        },
    }


def response_line(service, protocol, operation):
    shape = operation.output_shape
    if shape is None or protocol not in ANSWERS:
        return None
    values = Generator().value(shape)
    for name, member in shape.members.items():
        if member.serialization.get("location") == "statusCode":
            values[name] = 200
    serializer = ANSWERS[protocol](operation_model=operation)
    made = serializer.serialize(values)
    headers = {key: str(value) for key, value in made["headers"].items()}
    body = made["body"]
    body = body.encode() if isinstance(body, str) else bytes(body or b"")
    status = int(made.get("status_code") or 200)
    parser = botocore.parsers.create_parser(protocol)
    seen = parser.parse({"status_code": status, "headers": HeadersDict(headers), "body": body}, shape)
    seen.pop("ResponseMetadata", None)
    payload = shape.serialization.get("payload")
    if payload and shape.members[payload].type_name in ("blob", "string") and shape.members[payload].serialization.get("streaming"):
        seen[payload] = body
    return {
        "response": {"status": status, "headers": [[key, value] for key, value in headers.items()],
                     "body": base64.b64encode(body).decode()},
        "result": plain(shape, seen),
    }


# What the parameters that endpoints depend on may be.
ENDPOINT_VALUES = {
    "Bucket": [
        "bucket", "my.bucket", "Upper_Case", "127.0.0.1", "b--use1-az4--x-s3",
        "arn:aws:s3::123456789012:accesspoint:mfzwi23gnjvgw.mrap",
        "arn:aws:s3:us-west-2:123456789012:accesspoint:point",
        "arn:aws:s3-outposts:us-west-2:123456789012:outpost/op-01234567890123456/accesspoint/point",
        "arn:aws:s3-object-lambda:us-west-2:123456789012:accesspoint/banner",
        "arn:aws:s3:us-west-2:123456789012:nothing:of:this", "arn:aws:sqs:us-west-2:123456789012:queue",
    ],
    "EndpointId": ["abc123.456def", "no_label"],
    "KvsARN": ["arn:aws:cloudfront::123456789012:key-value-store/63947b52-5c4d-4a54-8a3e-2c4a0e1b2c3d", "nothing"],
    "AccountId": ["123456789012"],
}
OTHER_VALUES = ["name-1", "arn:aws:kinesis:us-west-2:123456789012:stream/name/consumer/one:1"]
ENDPOINT_REGIONS = ["us-east-1", "eu-central-1", "cn-north-1", "us-gov-west-1", "eu-nowhere-9"]
# Where an SDK's own choice matters: regional endpoints, no sessions of S3 Express.
ENDPOINT_SETTINGS = {
    "AWS::UseFIPS": False, "AWS::UseDualStack": False, "AWS::STS::UseGlobalEndpoint": False,
    "AWS::S3::UseGlobalEndpoint": False, "AWS::S3::Accelerate": False, "AWS::S3::UseArnRegion": True,
    "AWS::S3::DisableS3ExpressSessionAuth": True, "AWS::S3Control::UseArnRegion": False,
    "AWS::S3::DisableMultiRegionAccessPoints": False,
}


def endpoint_operations(model):
    """One operation of each kind of parameters that the rules of endpoints see."""
    seen = {}
    for action in model.operation_names:
        operation = model.operation_model(action)
        kind = (
            action == "GetBucketLocation",
            tuple(sorted((one.name, one.member_name) for one in operation.context_parameters)),
            tuple(sorted((one.name, str(one.value)) for one in operation.static_context_parameters)),
        )
        if not operation.operation_context_parameters:
            seen.setdefault(kind, operation)
    return seen.values()


def endpoint_lines(name, model, rules, partitions):
    emitter = botocore.hooks.HierarchicalEmitter()
    emitter.register("before-endpoint-resolution.s3", botocore.handlers.customize_endpoint_resolver_builtins)
    settings = dict(ENDPOINT_SETTINGS)
    # It keeps the settings by reference; to make one for each case would read the rules as often.
    resolver = botocore.regions.EndpointRulesetResolver(rules, partitions, model, settings, {}, emitter)
    for operation in endpoint_operations(model):
        context = list(operation.context_parameters)
        rows = max([1] + [len(ENDPOINT_VALUES.get(one.name, OTHER_VALUES)) for one in context])
        for row in range(rows):
            values = {}
            for one in context:
                choices = ENDPOINT_VALUES.get(one.name, OTHER_VALUES)
                values[one.member_name] = choices[row % len(choices)]
            for region in ENDPOINT_REGIONS:
                for custom in (None, "http://127.0.0.1:5000/base"):
                    settings["AWS::Region"], settings["SDK::Endpoint"] = region, custom
                    settings["AWS::S3::ForcePathStyle"] = custom is not None
                    try:
                        found = resolver.construct_endpoint(operation, values, {})
                        resolved = {"url": found.url, "headers": found.headers}
                        if "authSchemes" in found.properties:
                            resolved["authSchemes"] = found.properties["authSchemes"]
                    except botocore.exceptions.BotoCoreError as error:
                        resolved = {"error": str(error)}
                    yield operation.name, {
                        "parameters": {member_name(key): one for key, one in values.items()}, "region": region,
                        "custom": custom, "resolved": resolved,
                    }


def unserialisable(value):
    """botocore leaves XML elements where a parser knows no type: their text is meant."""
    return getattr(value, "text", None) or str(value)


def main():
    output, wanted = sys.argv[1], sys.argv[2:]
    loader = botocore.loaders.Loader()
    counts = {}
    partitions = loader.load_data("partitions")
    with open(output, "w") as file:
        for name in loader.list_available_services("service-2"):
            if wanted and name not in wanted:
                continue
            description = loader.load_service_model(name, "service-2")
            model = ServiceModel(description, name)
            offered = [model.metadata["protocol"]] + model.metadata.get("protocols", [])
            protocol = next((one for one in offered if one in KNOWN), None)
            if protocol is None:
                counts["no known protocol"] = counts.get("no known protocol", 0) + len(model.operation_names)
                continue
            rules = loader.load_service_model(name, "endpoint-rule-set-1")
            for action, line in endpoint_lines(name, model, rules, partitions):
                line.update({"service": model.metadata["serviceId"], "action": uncapitalized(action)})
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
                counts["endpoint"] = counts.get("endpoint", 0) + 1
            for action in model.operation_names:
                operation = model.operation_model(action)
                for kind, make in (("request", request_line), ("response", response_line)):
                    try:
                        line = make(name, protocol, operation)
                    except Exception as error:
                        key = f"{kind}: {type(error).__name__} {str(error)[:60]}"
                        counts[key] = counts.get(key, 0) + 1
                        continue
                    if line is None or (kind, name, action) in AMBIGUOUS:
                        continue
                    line.update({"service": model.metadata["serviceId"], "action": uncapitalized(action)})
                    file.write(json.dumps(line, ensure_ascii=False, default=unserialisable) + "\n")
                    counts[kind] = counts.get(kind, 0) + 1
    print(json.dumps(counts), file=sys.stderr)


main()
