"""Both connectors' figures, store by store, the best first."""


def handler(event, context):
    stars = {review["store"]: review["stars"] for review in event["reviews"]}
    stores = [{**sale, "stars": stars.get(sale["store"])} for sale in event["sales"]]
    stores.sort(key=lambda store: -store["revenue"])
    return {"stores": stores, "revenue": round(sum(store["revenue"] for store in stores), 2)}
