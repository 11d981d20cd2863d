-- Requests of which hardly two are alike, for wrk. Arguments: a seed; the share of requests for pages that were not
-- asked for before, from 0 to 1; the letters of a random word. The others ask for kept pages, in ever other words.

local pages = {
  "/", "/articles/", "/articles/what-massage-can-and-cannot-do/", "/articles/myths-about-massage/", "/techniques/",
  "/evidence/", "/therapists/", "/therapists/odalys-ferrowen/", "/about/",
}
local codings = { "br", "BR", "bR", "gzip", "GZip", "gZIP", "deflate", "zstd", "identity", "*" }
local share, letters

local function any(list)
  return list[math.random(#list)]
end

local function word()
  local made = {}
  for place = 1, letters do
    made[place] = string.char(math.random(97, 122))
  end
  return table.concat(made)
end

-- Known parameters with new values, addresses at which nothing is, redirects, and other spellings of the host.
local new = {
  function() return wrk.format("GET", "/therapists/?near=" .. word()) end,
  function() return wrk.format("GET", "/therapists/?q=" .. word()) end,
  function() return wrk.format("GET", "/articles/?page=" .. word()) end,
  function() return wrk.format("GET", "/articles/" .. word() .. "/") end,
  function() return wrk.format("GET", "/" .. word()) end,
  function() return wrk.format("GET", "/articles?page=" .. word()) end,
  function() return wrk.format("GET", "/articles/", { Host = "127.0.0.1:" .. math.random(1, 65535) }) end,
}

local kept = {
  function() return wrk.format("GET", any(pages) .. "?" .. word() .. "=" .. word()) end,
  function() return wrk.format("GET", any(pages) .. "?utm_source=" .. word() .. "&fbclid=" .. word()) end,
  function() return wrk.format("GET", any(pages), { ["If-None-Match"] = '"' .. word() .. '"' }) end,
  function()
    local accepted = any(codings) .. ";q=0." .. math.random(999) .. ", " .. any(codings) .. ", " .. word()
    return wrk.format("GET", any(pages), { ["Accept-Encoding"] = accepted })
  end,
}

local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  math.randomseed(tonumber(args[1]))
  share, letters = tonumber(args[2]), tonumber(args[3])
  faults = 0
end

function request()
  return any(math.random() < share and new or kept)()
end

function response(status)
  if status ~= 200 and status ~= 301 and status ~= 404 then
    faults = faults + 1
  end
end

function done(summary)
  local errors, faults = summary.errors, 0
  for _, thread in ipairs(threads) do
    faults = faults + thread:get("faults")
  end
  faults = faults + errors.connect + errors.read + errors.write + errors.timeout
  io.write(string.format("answers %d faults %d\n", summary.requests, faults))
end
