class NoDough(Exception):
    pass


def handler(event, context):
    raise NoDough("the dough is gone")
