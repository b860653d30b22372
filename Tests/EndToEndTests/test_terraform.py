"""Terraform's AWS provider against the server: apply, an empty plan, a change, destroy."""

import json
import os
import pathlib
import shutil
import subprocess

import pytest

from conftest import Flow
from test_doors import packed

MIRRORS = ["/opt/tf-plugins", "~/.terraform.d/plugins", "/usr/local/share/terraform/plugins", "/usr/share/terraform/plugins"]
PROVIDER = "registry.terraform.io/hashicorp/aws"

SETTINGS = """
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
provider "aws" {
  region                      = "us-east-1"
  access_key                  = "000000000000"
  secret_key                  = "test"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
  skip_region_validation      = true
  endpoints {
    sfn    = "ENDPOINT"
    lambda = "ENDPOINT"
    events = "ENDPOINT"
    iam    = "ENDPOINT"
    sts    = "ENDPOINT"
  }
}
"""

CONFIGURATION = """
variable "result" { default = "one" }
locals { role = "arn:aws:iam::000000000000:role/test" }
resource "aws_sfn_activity" "worker" {
  name = "terraform-activity"
  tags = { team = "tests" }
}
resource "aws_sfn_state_machine" "standard" {
  name     = "terraform-standard"
  role_arn = local.role
  publish  = true
  tags     = { team = "tests" }
  definition = jsonencode({
    StartAt = "Note"
    States = {
      Note = { Type = "Pass", Result = { text = var.result }, Next = "Work" }
      Work = { Type = "Task", Resource = aws_sfn_activity.worker.id, End = true }
    }
  })
  tracing_configuration { enabled = true }
  logging_configuration {
    level                  = "ERROR"
    include_execution_data = true
    log_destination        = "arn:aws:logs:us-east-1:000000000000:log-group:terraform:*"
  }
}
resource "aws_sfn_state_machine" "express" {
  name       = "terraform-express"
  type       = "EXPRESS"
  role_arn   = local.role
  definition = jsonencode({ StartAt = "Note", States = { Note = { Type = "Pass", End = true } } })
}
resource "aws_sfn_alias" "live" {
  name = "live"
  routing_configuration {
    state_machine_version_arn = aws_sfn_state_machine.standard.state_machine_version_arn
    weight                    = 100
  }
}
"""


def mirror():
    """The folder that has the provider, so that nothing is downloaded."""
    for folder in filter(None, [os.environ.get("FERMATA_TERRAFORM_MIRROR"), *MIRRORS]):
        folder = pathlib.Path(folder).expanduser()
        if (folder / PROVIDER).is_dir():
            return folder
    return None


def workspace(folder, configuration, endpoint):
    """Runs terraform commands in a folder with a configuration."""
    if not shutil.which("terraform"):
        pytest.skip("terraform is not installed")
    providers = mirror()
    if providers is None:
        pytest.skip(f"no mirror of the provider {PROVIDER}: name its folder by FERMATA_TERRAFORM_MIRROR")
    (folder / "main.tf").write_text(configuration.replace("ENDPOINT", endpoint))
    (folder / "cli.tfrc").write_text(
        f'provider_installation {{\n  filesystem_mirror {{ path = "{providers}" }}\n'
        '  direct { exclude = ["registry.terraform.io/*/*"] }\n}\n'
    )
    environment = {**os.environ, "TF_CLI_CONFIG_FILE": str(folder / "cli.tfrc"), "TF_IN_AUTOMATION": "1"}

    def run(*arguments, expected=0):
        result = subprocess.run(
            ["terraform", *arguments, "-no-color"], cwd=folder, env=environment, capture_output=True, text=True, timeout=900
        )
        assert result.returncode == expected, result.stdout + result.stderr
        return result.stdout

    run("init", "-input=false")
    return run


@pytest.fixture(scope="module")
def terraform(tmp_path_factory, server):
    return workspace(tmp_path_factory.mktemp("terraform"), SETTINGS + CONFIGURATION, server.endpoint)


def test_apply_plan_change_destroy(terraform, sfn):
    assert "4 added" in terraform("apply", "-auto-approve", "-input=false")
    # 0: no changes; 2 would be a plan that isn't empty.
    terraform("plan", "-detailed-exitcode", "-input=false")
    machines = {m["name"]: m["stateMachineArn"] for m in sfn.list_state_machines(maxResults=1000)["stateMachines"]}
    arn = machines["terraform-standard"]
    first = sfn.describe_state_machine(stateMachineArn=arn)
    assert first["loggingConfiguration"]["level"] == "ERROR" and first["tracingConfiguration"]["enabled"]

    change = ["-auto-approve", "-input=false", "-var=result=two"]
    assert "0 destroyed" in terraform("apply", *change)
    terraform("plan", "-detailed-exitcode", "-input=false", "-var=result=two")
    second = sfn.describe_state_machine(stateMachineArn=arn)
    assert json.loads(second["definition"])["States"]["Note"]["Result"] == {"text": "two"}
    versions = sfn.list_state_machine_versions(stateMachineArn=arn)["stateMachineVersions"]
    alias = sfn.describe_state_machine_alias(stateMachineAliasArn=f"{arn}:live")
    route = alias["routingConfiguration"][0]["stateMachineVersionArn"]
    assert [version["stateMachineVersionArn"] for version in versions] == [f"{arn}:2", f"{arn}:1"]
    assert route == f"{arn}:2"

    assert "4 destroyed" in terraform("destroy", "-auto-approve", "-input=false")
    assert not any(m["name"].startswith("terraform-") for m in sfn.list_state_machines(maxResults=1000)["stateMachines"])
    with pytest.raises(sfn.exceptions.StateMachineDoesNotExist):
        sfn.describe_state_machine(stateMachineArn=arn)


FUNCTION = """
resource "aws_iam_role" "machine" {
  name               = "terraform-machine"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [] })
}

resource "aws_lambda_function" "greet" {
  function_name    = "terraform-greet"
  role             = aws_iam_role.machine.arn
  runtime          = "python3.12"
  handler          = "app.handler"
  filename         = "${path.module}/greet.zip"
  source_code_hash = filebase64sha256("${path.module}/greet.zip")
  timeout          = 10
  tags             = { team = "x" }
  environment {
    variables = { GREETING = "hello" }
  }
}

resource "aws_sfn_state_machine" "greet" {
  name     = "terraform-greet"
  role_arn = aws_iam_role.machine.arn
  definition = jsonencode({
    StartAt = "Greet"
    States = {
      Greet = { Type = "Task", Resource = "arn:aws:states:::lambda:invoke", End = true, OutputPath = "$.Payload",
        Parameters = { FunctionName = aws_lambda_function.greet.arn, "Payload.$" = "$" } }
    }
  })
}

resource "aws_cloudwatch_event_connection" "shop" {
  name               = "terraform-shop"
  authorization_type = "API_KEY"
  auth_parameters {
    api_key {
      key   = "x-api-key"
      value = "a-secret-of-the-shop"
    }
  }
}

output "machine" { value = aws_sfn_state_machine.greet.arn }
"""


def test_a_machine_that_invokes_a_function_and_a_connection(tmp_path, aws_server, client):
    code = "import os\ndef handler(event, context):\n    return os.environ['GREETING'] + ' ' + event['who']\n"
    (tmp_path / "greet.zip").write_bytes(packed(app=code))
    terraform = workspace(tmp_path, SETTINGS + FUNCTION, aws_server.endpoint)
    assert "4 added" in terraform("apply", "-auto-approve", "-input=false")
    machine = json.loads((tmp_path / "terraform.tfstate").read_text())["outputs"]["machine"]["value"]
    flow = Flow(aws_server.client())
    assert json.loads(flow.end(flow.start(machine, {"who": "Ada"}))["output"]) == "hello Ada"
    terraform("plan", "-detailed-exitcode", "-input=false")
    assert "4 destroyed" in terraform("destroy", "-auto-approve", "-input=false")
    assert "terraform-greet" not in [each["FunctionName"] for each in client("lambda").list_functions()["Functions"]]
    assert "terraform-shop" not in [each["Name"] for each in client("events").list_connections()["Connections"]]
