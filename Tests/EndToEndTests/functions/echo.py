def handler(event, context):
    return {"event": event, "request": context.aws_request_id, "function": context.invoked_function_arn}
