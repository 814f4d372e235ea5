-- A tribute of a new visitor with each request, to a hundred records in turn.
wrk.method = "POST"
wrk.headers["Sec-Fetch-Site"] = "same-origin"
wrk.headers["Accept"] = "application/json"

local number = 0

request = function()
  number = number % 100 + 1
  return wrk.format(nil, "/records/" .. number .. "/tribute/")
end
