/// The prices of `prices/us-east-1.json`, for where that file isn't.
public enum DefaultPrices {
    public static let text = """
        {
          "region": "us-east-1",
          "currency": "USD",
          "asOf": "2026-11-22",
          "sources": [
            "https://aws.amazon.com/step-functions/pricing/",
            "https://aws.amazon.com/lambda/pricing/"
          ],
          "standard": { "perTransition": 0.000025, "freeTransitions": 4000 },
          "express": {
            "perRequest": 0.000001,
            "perGBHour": [
              { "upToGBHours": 1000, "price": 0.06 },
              { "upToGBHours": 5000, "price": 0.03 },
              { "price": 0.01642 }
            ]
          },
          "lambda": {
            "perRequest": 0.0000002,
            "perGBSecond": 0.0000166667,
            "freeRequests": 1000000,
            "freeGBSeconds": 400000
          }
        }
        """
}
