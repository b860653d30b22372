"""What a server answers beside Step Functions: Lambda's API, EventBridge's connections, and what it sends on."""

import base64
import contextlib
import io
import json
import urllib.error
import urllib.request
import uuid
import zipfile

import pytest
from botocore.exceptions import ClientError

from conftest import HERE, ROLE, Flow, Server, invoke

HANDLER = """
import os

def handler(event, context):
    print("worked")
    if event.get("fail"):
        raise ValueError("as asked")
    return {"got": event, "where": os.environ.get("PLACE"), "version": context.function_version}
"""


def packed(**files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "/") + ".py", text)
    return buffer.getvalue()


@pytest.fixture
def function(client):
    """A function of the API, and the client that made it."""
    name = f"made-{uuid.uuid4().hex[:8]}"
    api = client("lambda")
    api.create_function(
        FunctionName=name,
        Runtime="python3.12",
        Role=ROLE,
        Handler="app.handler",
        Code={"ZipFile": packed(app=HANDLER)},
        Environment={"Variables": {"PLACE": "here"}},
        Timeout=10,
        Tags={"team": "x"},
    )
    yield name, api
    with contextlib.suppress(ClientError):
        api.delete_function(FunctionName=name)


def test_a_function_is_made_invoked_and_called_by_a_workflow(function, aws_flow):
    name, api = function
    answer = api.invoke(FunctionName=name, Payload=b'{"a": 1}', LogType="Tail")
    assert json.loads(answer["Payload"].read())["got"] == {"a": 1}
    assert b"worked" in base64.b64decode(answer["LogResult"])
    answer = api.invoke(FunctionName=name, Payload=b'{"fail": true}')
    assert answer["FunctionError"] == "Unhandled"
    assert json.loads(answer["Payload"].read())["errorType"] == "ValueError"
    output = json.loads(aws_flow.run(invoke(name), {"b": 2})["output"])
    assert output["Payload"] == {"got": {"b": 2}, "where": "here", "version": "$LATEST"}


def test_versions_aliases_tags_and_configuration(function):
    name, api = function
    version = api.publish_version(FunctionName=name)["Version"]
    alias = api.create_alias(FunctionName=name, Name="live", FunctionVersion=version)["AliasArn"]
    api.update_function_configuration(FunctionName=name, Environment={"Variables": {"PLACE": "there"}})
    by_alias = json.loads(api.invoke(FunctionName=alias, Payload=b"{}")["Payload"].read())
    latest = json.loads(api.invoke(FunctionName=name, Payload=b"{}")["Payload"].read())
    assert (by_alias["where"], by_alias["version"], latest["where"]) == ("here", version, "there")
    assert api.get_function(FunctionName=name)["Tags"] == {"team": "x"}
    assert name in [each["FunctionName"] for each in api.list_functions()["Functions"]]
    api.update_function_code(FunctionName=name, ZipFile=packed(app="def handler(e, c): return 'new'"))
    assert api.invoke(FunctionName=name, Payload=b"{}")["Payload"].read() == b'"new"'
    api.delete_function(FunctionName=name)
    with pytest.raises(api.exceptions.ResourceNotFoundException):
        api.invoke(FunctionName=name)


def test_functions_outlive_the_server(tmp_path):
    with Server(tmp_path / "data") as server:
        import boto3

        api = boto3.client("lambda", endpoint_url=server.endpoint)
        code = {"ZipFile": packed(app="def handler(e, c): return 7")}
        api.create_function(FunctionName="kept", Runtime="python3.12", Role=ROLE, Handler="app.handler", Code=code)
        server.kill()
        server.start()
        assert api.invoke(FunctionName="kept", Payload=b"{}")["Payload"].read() == b"7"


@pytest.mark.parametrize("path", ["../evil", "/tmp/evil", "a/../../evil"])
def test_a_zip_writes_nothing_outside_of_its_folder(client, path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(path, "x")
    code = {"ZipFile": buffer.getvalue()}
    api = client("lambda")
    with pytest.raises(api.exceptions.InvalidParameterValueException, match="outside"):
        api.create_function(FunctionName="evil", Runtime="python3.12", Role=ROLE, Handler="app.handler", Code=code)


def test_a_web_page_makes_no_functions(aws_server):
    request = urllib.request.Request(
        f"{aws_server.endpoint}/2015-03-31/functions", data=b"{}", headers={"Origin": "http://a.page"}, method="POST"
    )
    with pytest.raises(urllib.error.HTTPError) as refusal:
        urllib.request.urlopen(request, timeout=10)
    assert refusal.value.code == 403


def test_connections_keep_their_secrets(client, aws_server):
    events = client("events")
    name = f"c-{uuid.uuid4().hex[:8]}"
    key = {"ApiKeyAuthParameters": {"ApiKeyName": "x-key", "ApiKeyValue": "very-secret-value"}}
    created = events.create_connection(Name=name, AuthorizationType="API_KEY", AuthParameters=key)
    assert created["ConnectionState"] == "AUTHORIZED"
    described = events.describe_connection(Name=name)
    assert described["AuthParameters"] == {"ApiKeyAuthParameters": {"ApiKeyName": "x-key"}}
    assert name in [each["Name"] for each in events.list_connections()["Connections"]]
    for file in aws_server.data.rglob("*"):
        assert not file.is_file() or b"very-secret-value" not in file.read_bytes(), file
    events.delete_connection(Name=name)
    with pytest.raises(events.exceptions.ResourceNotFoundException):
        events.describe_connection(Name=name)


def test_other_services_are_sent_on(client):
    table = f"t-{uuid.uuid4().hex[:8]}"
    key = {"AttributeName": "id", "KeyType": "HASH"}
    dynamodb = client("dynamodb")
    dynamodb.create_table(
        TableName=table,
        KeySchema=[key],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    assert table in dynamodb.list_tables()["TableNames"]
    assert client("iam").create_role(RoleName=table, AssumeRolePolicyDocument="{}")["Role"]["RoleName"] == table
    assert client("events").put_rule(Name=table, EventPattern='{"source": ["a"]}')["RuleArn"]
    s3 = client("s3")
    s3.create_bucket(Bucket=table)
    s3.put_object(Bucket=table, Key="a b/ü", Body=b"x" * 200_000)
    assert s3.get_object(Bucket=table, Key="a b/ü")["Body"].read() == b"x" * 200_000


def test_without_an_endpoint_other_services_are_unknown(server):
    import boto3

    with pytest.raises(ClientError) as error:
        boto3.client("events", endpoint_url=server.endpoint).put_rule(Name="r", EventPattern="{}")
    assert error.value.response["Error"]["Code"] == "UnknownOperationException"
    assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


# Step Functions Local's mock configuration

MOCKED = {
    "QueryLanguage": "JSONata",
    "StartAt": "Work",
    "States": {
        "Work": {
            "Type": "Task",
            "Resource": "arn:aws:states:::lambda:invoke",
            "Arguments": {"FunctionName": "echo"},
            "Retry": [
                {"ErrorEquals": ["Lambda.TooManyRequestsException"], "IntervalSeconds": 1, "MaxAttempts": 1, "BackoffRate": 1}
            ],
            "Next": "Ask",
        },
        "Ask": {
            "Type": "Task",
            "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
            "Arguments": {"QueueUrl": "https://q", "MessageBody": "{% $states.context.Task.Token %}"},
            "Catch": [{"ErrorEquals": ["Denied"], "Next": "No"}],
            "Next": "Child",
        },
        "Child": {
            "Type": "Task",
            "Resource": "arn:aws:states:::states:startExecution.sync:2",
            "Arguments": {"StateMachineArn": "arn:aws:states:us-east-1:000000000000:stateMachine:nobody"},
            "End": True,
        },
        "No": {"Type": "Succeed", "Output": "{% $states.input.Error %}"},
    },
}


@pytest.fixture(scope="module")
def mocked(aws_server):
    return aws_server.client().create_state_machine(name="mocked", definition=json.dumps(MOCKED), roleArn=ROLE)[
        "stateMachineArn"
    ]


@pytest.mark.parametrize(
    "case, status, result",
    [
        ("Happy", "SUCCEEDED", '{"Output":{"child":true},"Status":"SUCCEEDED"}'),
        ("Sad", "FAILED", "Lambda.TooManyRequestsException"),
        ("Refused", "SUCCEEDED", '"Denied"'),
        ("Short", "FAILED", "States.Runtime"),
    ],
)
def test_a_mock_configuration_answers_tasks(aws_flow, mocked, case, status, result):
    description = aws_flow.end(aws_flow.start(f"{mocked}#{case}"))
    assert (description["status"], description.get("output", description.get("error"))) == (status, result)
    assert description["stateMachineArn"] == mocked


def test_a_mocked_callback_has_the_events_of_a_true_one(aws_flow, mocked):
    execution = aws_flow.start(f"{mocked}#Happy")
    aws_flow.end(execution)
    types = aws_flow.types(execution)
    assert types.count("TaskSubmitted") == 2 and types.count("TaskSucceeded") == 3 and types.count("TaskFailed") == 1


def test_a_restart_changes_no_mocked_answer(tmp_path):
    with Server(tmp_path, "--mock-config", HERE / "mock_config.json") as server:
        flow = Flow(server.client())
        execution = flow.start(flow.create(MOCKED, name="mocked") + "#Happy")
        flow.until(execution, "TaskFailed")
        server.kill()
        server.start()
        flow = Flow(server.client())
        description = flow.end(execution)
        assert description["output"] == '{"Output":{"child":true},"Status":"SUCCEEDED"}'
        assert flow.types(execution).count("TaskFailed") == 1


@pytest.mark.parametrize("kind", ["STANDARD", "EXPRESS"])
def test_the_children_of_a_map_have_its_test_case(aws_flow, kind):
    work = {**MOCKED["States"]["Work"], "End": True}
    del work["Next"]
    processor = {
        "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": kind}, "StartAt": "Work", "States": {"Work": work}
    }
    definition = {
        "QueryLanguage": "JSONata",
        "StartAt": "Each",
        "States": {"Each": {"Type": "Map", "ItemProcessor": processor, "End": True}},
    }
    machine = aws_flow.create(definition, name="mocked-map")
    try:
        description = aws_flow.end(aws_flow.start(f"{machine}#Happy", [1, 2]))
        assert json.loads(description["output"]) == [{"StatusCode": 200, "Payload": {"n": 1}}] * 2
    finally:
        aws_flow.sfn.delete_state_machine(stateMachineArn=machine)


def test_an_unknown_test_case_starts_nothing(aws_flow, mocked):
    with pytest.raises(ClientError, match="no test case 'Happier'"):
        aws_flow.start(f"{mocked}#Happier")


def test_what_is_wrong_with_a_mock_configuration_is_said_at_once(fermata, tmp_path):
    path = tmp_path / "mocks.json"
    path.write_text('{"StateMachines": {"m": {"TestCases": {"a": {"S": "Wrk"}}}}, "MockedResponses": {"Work": {}}}')
    result = fermata("serve", "--port", 0, "--data", tmp_path / "data", "--mock-config", path, check=False)
    assert result.returncode != 0 and "did you mean 'Work'?" in result.stderr
