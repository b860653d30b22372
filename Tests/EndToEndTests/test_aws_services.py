"""Nine of AWS's services through `aws-sdk:` and through their optimised integrations, from both query languages."""

import json
import uuid

import pytest

from conftest import task

JSONATA, JSONPATH = "JSONata", "JSONPath"


class Steps:
    """A machine of Tasks in a row; each result is kept under its state's name, and later steps refer to it."""

    def __init__(self, flow, language):
        self.flow = flow
        self.language = language
        self.states = {}

    def add(self, name, resource, **parameters):
        """A parameter that is a list of names refers to a member of the input or of an earlier result."""
        resource = f"arn:aws:states:::{resource}"
        if self.language == JSONATA:
            arguments = {key: self._jsonata(value) for key, value in parameters.items()}
            output = {"Output": f'{{% $merge([$states.input, {{"{name}": $states.result}}]) %}}'}
            state = {"Type": "Task", "Resource": resource, "Arguments": arguments, **output}
        else:
            template = {}
            for key, value in parameters.items():
                isReference = isinstance(value, list) and value[:1] == ["$"]
                template[f"{key}.$" if isReference else key] = ".".join(value) if isReference else value
            state = {"Type": "Task", "Resource": resource, "Parameters": template, "ResultPath": f"$.{name}"}
        self.states[name] = state
        return self

    @staticmethod
    def _jsonata(value):
        if isinstance(value, list) and value[:1] == ["$"]:
            return "{% $states.input." + ".".join(value[1:]) + " %}"
        return value

    def run(self, **input):
        names = list(self.states)
        for name, following in zip(names, names[1:]):
            self.states[name]["Next"] = following
        self.states[names[-1]]["End"] = True
        definition = {"QueryLanguage": self.language, "StartAt": names[0], "States": self.states}
        description = self.flow.run(definition, input)
        assert description["status"] == "SUCCEEDED", (description.get("error"), description.get("cause"))
        return json.loads(description["output"])


@pytest.fixture(params=[JSONATA, JSONPATH])
def steps(aws_flow, request):
    return Steps(aws_flow, request.param)


@pytest.fixture
def name():
    return f"n-{uuid.uuid4().hex[:10]}"


def test_dynamodb(steps, name):
    steps.add(
        "table",
        "aws-sdk:dynamodb:createTable",
        TableName=name,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    item = {"id": {"S": "a"}, "n": {"N": "1.5"}, "tags": {"Ss": ["x", "y"]}, "flag": {"Bool": True}}
    steps.add("put", "aws-sdk:dynamodb:putItem", TableName=name, Item=item)
    steps.add("read", "aws-sdk:dynamodb:getItem", TableName=name, Key={"id": {"S": "a"}}, ConsistentRead=True)
    steps.add(
        "asked",
        "aws-sdk:dynamodb:query",
        TableName=name,
        KeyConditionExpression="id = :id",
        ExpressionAttributeValues={":id": {"S": "a"}},
    )
    steps.add("optimised", "dynamodb:getItem", TableName=name, Key={"id": {"S": "a"}})
    output = steps.run()
    assert output["read"]["Item"] == item
    assert (output["asked"]["Count"], output["asked"]["Items"]) == (1, [item])
    assert output["optimised"]["Item"] == {**item, "tags": {"SS": ["x", "y"]}, "flag": {"BOOL": True}}
    assert output["optimised"]["SdkHttpMetadata"]["HttpStatusCode"] == 200


def test_sqs(steps, name):
    steps.add("queue", "aws-sdk:sqs:createQueue", QueueName=name)
    steps.add("sent", "aws-sdk:sqs:sendMessage", QueueUrl=["$", "queue", "QueueUrl"], MessageBody="by the SDK")
    steps.add("optimised", "sqs:sendMessage", QueueUrl=["$", "queue", "QueueUrl"], MessageBody={"by": "hand"})
    steps.add("got", "aws-sdk:sqs:receiveMessage", QueueUrl=["$", "queue", "QueueUrl"], MaxNumberOfMessages=10)
    output = steps.run()
    assert sorted(each["Body"] for each in output["got"]["Messages"]) == ["by the SDK", '{"by":"hand"}']


def test_sns(steps, name):
    steps.add("topic", "aws-sdk:sns:createTopic", Name=name)
    steps.add("queue", "aws-sdk:sqs:createQueue", QueueName=name)
    steps.add(
        "attributes", "aws-sdk:sqs:getQueueAttributes", QueueUrl=["$", "queue", "QueueUrl"], AttributeNames=["QueueArn"]
    )
    steps.add(
        "subscription",
        "aws-sdk:sns:subscribe",
        TopicArn=["$", "topic", "TopicArn"],
        Protocol="sqs",
        Endpoint=["$", "attributes", "Attributes", "QueueArn"],
    )
    steps.add("told", "aws-sdk:sns:publish", TopicArn=["$", "topic", "TopicArn"], Message="by the SDK")
    steps.add("optimised", "sns:publish", TopicArn=["$", "topic", "TopicArn"], Message={"by": "hand"})
    steps.add("got", "aws-sdk:sqs:receiveMessage", QueueUrl=["$", "queue", "QueueUrl"], MaxNumberOfMessages=10)
    output = steps.run()
    messages = [json.loads(each["Body"])["Message"] for each in output["got"]["Messages"]]
    assert sorted(messages) == ["by the SDK", '{"by":"hand"}']
    assert output["told"]["MessageId"] != output["optimised"]["MessageId"]


def test_s3(steps, name):
    steps.add("bucket", "aws-sdk:s3:createBucket", Bucket=name)
    steps.add("put", "aws-sdk:s3:putObject", Bucket=name, Key="a b/ü.json", Body={"n": 1}, Metadata={"who": "me"})
    steps.add("list", "aws-sdk:s3:listObjectsV2", Bucket=name)
    steps.add("got", "aws-sdk:s3:getObject", Bucket=name, Key="a b/ü.json")
    output = steps.run()
    assert [each["Key"] for each in output["list"]["Contents"]] == ["a b/ü.json"]
    assert json.loads(output["got"]["Body"]) == {"n": 1}
    assert output["got"]["Metadata"] == {"who": "me"}


def test_eventbridge(steps, name):
    steps.add("bus", "aws-sdk:eventbridge:createEventBus", Name=name)
    steps.add("rule", "aws-sdk:eventbridge:putRule", Name=name, EventBusName=name, EventPattern='{"source":["me"]}')
    entry = {"Source": "me", "DetailType": "Order", "Detail": {"n": 1}, "EventBusName": name}
    steps.add("sent", "events:putEvents", Entries=[entry])
    steps.add("sdk", "aws-sdk:eventbridge:putEvents", Entries=[{**entry, "Detail": '{"n": 1}'}])
    output = steps.run()
    assert output["rule"]["RuleArn"].endswith(f"rule/{name}/{name}")
    for answer in (output["sent"], output["sdk"]):
        assert answer["FailedEntryCount"] == 0 and answer["Entries"][0]["EventId"]


def test_secrets_manager(steps, name):
    steps.add("made", "aws-sdk:secretsmanager:createSecret", Name=name, SecretString='{"a": 1}')
    steps.add("read", "aws-sdk:secretsmanager:getSecretValue", SecretId=["$", "made", "Arn"])
    output = steps.run()
    assert (output["read"]["Name"], output["read"]["SecretString"]) == (name, '{"a": 1}')
    assert output["read"]["CreatedDate"]


def test_ssm(steps, name):
    steps.add("put", "aws-sdk:ssm:putParameter", Name=f"/shop/{name}", Value="7", Type="String", Overwrite=True)
    steps.add("read", "aws-sdk:ssm:getParameter", Name=f"/shop/{name}")
    steps.add("path", "aws-sdk:ssm:getParametersByPath", Path="/shop", Recursive=True)
    output = steps.run()
    assert output["read"]["Parameter"]["Value"] == "7"
    assert f"/shop/{name}" in [each["Name"] for each in output["path"]["Parameters"]]


def test_kinesis(steps, name):
    steps.add("made", "aws-sdk:kinesis:createStream", StreamName=name, ShardCount=1)
    steps.add("put", "aws-sdk:kinesis:putRecord", StreamName=name, Data="a record", PartitionKey="p")
    steps.add(
        "iterator",
        "aws-sdk:kinesis:getShardIterator",
        StreamName=name,
        ShardId=["$", "put", "ShardId"],
        ShardIteratorType="TRIM_HORIZON",
    )
    steps.add("got", "aws-sdk:kinesis:getRecords", ShardIterator=["$", "iterator", "ShardIterator"])
    output = steps.run()
    assert [each["PartitionKey"] for each in output["got"]["Records"]] == ["p"]
    assert "a record" in output["got"]["Records"][0]["Data"]


def test_sts(steps, name):
    role = f"arn:aws:iam::000000000000:role/{name}"
    steps.add("who", "aws-sdk:sts:getCallerIdentity")
    steps.add("assumed", "aws-sdk:sts:assumeRole", RoleArn=role, RoleSessionName="s")
    output = steps.run()
    assert output["who"]["Account"] == "000000000000"
    assert output["assumed"]["Credentials"]["SessionToken"]


@pytest.mark.parametrize(
    "resource, arguments, error",
    [
        ("aws-sdk:dynamodb:getItem", {"TableName": "nothing-here", "Key": {"id": {"S": "a"}}}, "DynamoDb.ResourceNotFoundException"),
        ("dynamodb:getItem", {"TableName": "nothing-here", "Key": {"id": {"S": "a"}}}, "DynamoDB.ResourceNotFoundException"),
        ("aws-sdk:s3:getObject", {"Bucket": "no-such-bucket-here", "Key": "k"}, "S3.NoSuchBucketException"),
        ("aws-sdk:secretsmanager:getSecretValue", {"SecretId": "none"}, "SecretsManager.ResourceNotFoundException"),
        ("aws-sdk:ssm:getParameter", {"Name": "/none"}, "Ssm.ParameterNotFoundException"),
        ("aws-sdk:kinesis:describeStream", {"StreamName": "none"}, "Kinesis.ResourceNotFoundException"),
        ("aws-sdk:sqs:getQueueUrl", {"QueueName": "none"}, "Sqs.QueueDoesNotExistException"),
        ("aws-sdk:sns:getTopicAttributes", {"TopicArn": "arn:aws:sns:us-east-1:000000000000:none"}, "Sns.NotFoundException"),
        ("aws-sdk:eventbridge:describeRule", {"Name": "none"}, "EventBridge.ResourceNotFoundException"),
    ],
)  # fmt: skip
def test_errors_have_their_names_and_can_be_caught(aws_flow, resource, arguments, error):
    machine = task(f"arn:aws:states:::{resource}", Arguments=arguments)
    machine["States"]["Work"]["Catch"] = [{"ErrorEquals": [error], "Next": "Caught"}]
    machine["States"]["Caught"] = {"Type": "Succeed", "Output": "{% $states.input.Error %}"}
    description = aws_flow.run(machine)
    assert description["status"] == "SUCCEEDED", (description.get("error"), description.get("cause"))
    assert json.loads(description["output"]) == error


def test_a_wrong_parameter_is_a_runtime_error(aws_flow):
    """As on AWS: no Catch takes it."""
    machine = task("arn:aws:states:::aws-sdk:dynamodb:scan", Arguments={"TableName": "t", "Limit": "many"})
    description = aws_flow.run(machine)
    assert (description["status"], description["error"]) == ("FAILED", "States.Runtime")
    assert "could not be used to start the Task" in description["cause"]


def test_a_task_takes_the_role_that_it_names(aws_flow, name):
    machine = task(
        "arn:aws:states:::aws-sdk:sts:getCallerIdentity",
        Arguments={},
        Credentials={"RoleArn": f"arn:aws:iam::000000000000:role/{name}"},
    )
    output = json.loads(aws_flow.run(machine)["output"])
    assert output["Arn"].startswith(f"arn:aws:sts::000000000000:assumed-role/{name}/")
