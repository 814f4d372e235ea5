-- A tribute of a new visitor with each request.
wrk.method = "POST"
wrk.headers["Sec-Fetch-Site"] = "same-origin"
wrk.headers["Accept"] = "application/json"
