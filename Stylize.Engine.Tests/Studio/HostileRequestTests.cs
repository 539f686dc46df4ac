using System.Net;
using Stylize.Studio;

namespace Stylize.Engine.Tests.Studio;

/// <summary>Requests that a studio must refuse, and limits that it must keep.</summary>
public sealed class HostileRequestTests : CliTest
{
    private const string Preview = RunningStudio.Preview;

    private readonly string _photos;

    public HostileRequestTests()
    {
        _folder.Image("photos/a.png");
        _photos = _folder["photos"];
    }

    public static TheoryData<string> Paths =>
    [
        "/", "/index.html", "/api/session", "/api/alive", "/api/counters", "/api/picture/1", "/api/file/1",
        "/api/runs/1",
    ];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Nothing_is_served_without_the_cookie(string path)
    {
        using var studio = new RunningStudio(_photos);
        Assert.Equal(HttpStatusCode.Forbidden, await studio.StatusAsync(path));
        Assert.Equal(HttpStatusCode.Forbidden, await studio.StatusAsync(path, change: request => request.Headers.Add(
            "Cookie", $"stylize-studio-{studio.Port}={new string('0', 64)}")));
        Assert.Equal(HttpStatusCode.Forbidden, await studio.StatusAsync("/api/preview", Preview));
    }

    [Fact]
    public async Task The_token_is_valid_once()
    {
        using var studio = new RunningStudio(_photos);
        var path = studio.Address[studio.Origin.Length..];
        Assert.Equal(HttpStatusCode.Forbidden, await studio.StatusAsync("/?token=" + new string('0', 64)));
        using var first = await studio.GetAsync(path);
        Assert.Equal(HttpStatusCode.SeeOther, first.StatusCode);
        var cookie = first.Headers.GetValues("Set-Cookie").Single();
        Assert.Contains("; Path=/; HttpOnly; SameSite=Strict", cookie);
        Assert.Equal("/", first.Headers.Location!.OriginalString);
        Assert.Equal(HttpStatusCode.Forbidden, await studio.StatusAsync(path));
        Assert.Equal(HttpStatusCode.SeeOther, await studio.StatusAsync(
            path, change: request => request.Headers.Add("Cookie", cookie.Split(';')[0])));
    }

    [Fact]
    public async Task Two_studios_in_one_browser_have_cookies_of_their_own()
    {
        using var first = await new RunningStudio(_photos).OpenAsync();
        using var second = await new RunningStudio(_photos).OpenAsync();
        Assert.NotEqual(first.Cookie!.Split('=')[0], second.Cookie!.Split('=')[0]);
        Assert.Equal(HttpStatusCode.OK, await second.StatusAsync("/api/session", change: request =>
        {
            request.Headers.Remove("Cookie");
            request.Headers.Add("Cookie", $"{first.Cookie}; {second.Cookie}");
        }));
    }

    public static TheoryData<string> Heads =>
    [
        "GET / HTTP/1.1\r\nHost: evil.example\r\n", "GET / HTTP/1.1\r\nHost: evil.example:{port}\r\n",
        "GET / HTTP/1.1\r\nHost: localhost:{port}\r\n", "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n",
        "GET / HTTP/1.1\r\nHost: 127.0.0.1:1\r\n", "GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}.evil.example\r\n",
        "GET / HTTP/1.1\r\nHost: user@127.0.0.1:{port}\r\n",
        "GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nHost: evil.example\r\n", "GET / HTTP/1.1\r\n",
        "GET / HTTP/1.0\r\n", "GET http://evil.example/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n",
        "GET http://127.0.0.1:{port}/ HTTP/1.1\r\nHost: evil.example\r\n",
        "CONNECT evil.example:443 HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n", "\0\0\0\0\r\n",
    ];

    [Theory]
    [MemberData(nameof(Heads))]
    public async Task A_request_for_another_host_is_refused(string head)
    {
        using var studio = await new RunningStudio(_photos).OpenAsync();
        var own = head.Replace("{port}", $"{studio.Port}");
        var line = await studio.RawAsync($"{own}Cookie: {studio.Cookie}\r\n\r\n");
        Assert.DoesNotContain(" 200 ", line);
        Assert.DoesNotContain(" 303 ", line);
        Assert.Equal(HttpStatusCode.OK, await studio.StatusAsync("/"));
    }

    [Theory]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "http://127.0.0.1:1")]
    [InlineData("Origin", "https://127.0.0.1:{port}")]
    [InlineData("Origin", "http://127.0.0.1:{port}.evil.example")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task A_page_of_another_site_is_refused(string header, string value)
    {
        using var studio = await new RunningStudio(_photos).OpenAsync();
        foreach (var (method, path, body) in new[]
        {
            (HttpMethod.Get, "/api/session", null), (HttpMethod.Get, "/", null), (HttpMethod.Post,
                "/api/preview", Preview),
        })
        {
            using var answer = await studio.SendAsync(method, path, body, request =>
            {
                request.Headers.Remove(header);
                request.Headers.Add(header, value.Replace("{port}", $"{studio.Port}"));
            });
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            Assert.DoesNotContain(
                answer.Headers, pair => pair.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
        }
    }

    [Fact]
    public async Task A_request_with_effect_needs_an_origin_and_JSON()
    {
        using var studio = await new RunningStudio(_photos).OpenAsync();
        Assert.Equal(HttpStatusCode.Forbidden, await studio.StatusAsync(
            "/api/preview", Preview, request => request.Headers.Remove("Origin")));
        foreach (var type in new[] { "text/plain", "application/x-www-form-urlencoded", "multipart/form-data" })
        {
            Assert.Equal(HttpStatusCode.UnsupportedMediaType, await studio.StatusAsync(
                "/api/preview", Preview, request => request.Content!.Headers.ContentType = new(type)));
        }

        foreach (var method in new[] { "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE", "EVIL" })
        {
            Assert.Equal(HttpStatusCode.MethodNotAllowed, await studio.StatusAsync(
                "/api/session", change: request => request.Method = new(method)));
        }
    }

    [Fact]
    public async Task Nothing_else_is_served()
    {
        using var studio = await new RunningStudio(_photos).OpenAsync();
        foreach (var path in new[]
        {
            "/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc%2fpasswd", "/%5c..%5cindex.html",
            "/Page/index.html", "/photos/a.png", "/a.png", "/api/picture/..%2f1", "/api/picture/-1",
            "/api/picture/99999999999999999999", "/api/file/..%2f..%2fa.png", "/api/file/+1", "/api/runs/..",
            "/api/preview", "/api/session/", "//evil.example/", "/index.html%00.js",
        })
        {
            var line = await studio.RawAsync(
                $"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{studio.Port}\r\nCookie: {studio.Cookie}\r\n\r\n");
            Assert.True(Regex.IsMatch(line, "^HTTP/1.1 4[0-9][0-9] "), $"{path}: {line}");
        }
    }

    [Fact]
    public async Task Answers_forbid_frames_scripts_and_caches()
    {
        using var studio = await new RunningStudio(_photos).OpenAsync();
        foreach (var path in new[] { "/", "/api/session", "/nothing" })
        {
            using var answer = await studio.GetAsync(path);
            var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
            Assert.StartsWith("default-src 'none'; script-src 'self';", policy);
            Assert.Contains("frame-ancestors 'none'", policy);
            Assert.DoesNotContain("unsafe", policy);
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
            Assert.Equal("same-origin", answer.Headers.GetValues("Cross-Origin-Resource-Policy").Single());
            Assert.Equal("same-origin", answer.Headers.GetValues("Cross-Origin-Opener-Policy").Single());
            Assert.True(answer.Headers.CacheControl!.NoStore);
        }
    }

    [Fact]
    public async Task Bodies_beyond_the_limit_are_refused()
    {
        using var studio =
            await new RunningStudio(_photos, limits: new StudioLimits { RequestBytes = 4096 }).OpenAsync();
        Assert.Equal(
            HttpStatusCode.RequestEntityTooLarge, await studio.StatusAsync("/api/preview", new string(' ', 5000)));
        var head =
            $"POST /api/preview HTTP/1.1\r\nHost: 127.0.0.1:{studio.Port}\r\nCookie: {studio.Cookie}\r\nOrigin: "
            + $"{studio.Origin}\r\n"
            + "Content-Type: application/json\r\n";
        var chunks = string.Concat(Enumerable.Repeat($"400\r\n{new string(' ', 1024)}\r\n", 8));
        Assert.Contains(" 413 ", await studio.RawAsync($"{head}Transfer-Encoding: chunked\r\n\r\n{chunks}"));
        Assert.Contains(" 413 ", await studio.RawAsync($"{head}Content-Length: 9999999999\r\n\r\n"));
    }

    [Fact]
    public async Task Malformed_bodies_and_requests_for_what_does_not_exist_are_refused()
    {
        using var studio = await new RunningStudio(_photos).OpenAsync();
        string[] malformed =
        [
            "", "null", "[]", "{", "{}", """{"page":"p","sequence":"1"}""", """{"page":"p","page":"q"}""",
            """{"evil":1}""", """{"page":null,"sequence":1,"state":null,"side":1,"quality":"draft"}""",
            new('[', 40),
        ];
        (string From, string To)[] changes =
        [
            ("\"input\":0", "\"input\":-1"), ("\"input\":0", "\"input\":99"), ("pixel-art", "../pixel-art"),
            ("pixel-art", "gaussian decode"), ("\"Width\"", "\"ThrottleLimit\""),
            ("\"Width\"", "\"DestinationPath\""), ("draft", "evil"), ("draft", "draft,full"), ("draft", "1"),
            ("\"16\"", "null"), ("\"16\"", "\"1\\u00006\""), ("\"side\":64", "\"side\":1e400"),
            ("\"side\":64", "\"side\":NaN"), ("\"Width\":\"16\"", "\"Width\":\"16\",\"Width\":\"17\""),
            ("\"p\"", "\"\\ud800\""), ("\"side\":64", "\"side\":64,\"frame\":-1"),
        ];
        foreach (var body in malformed.Concat(changes.Select(change => Preview.Replace(change.From, change.To))))
        {
            Assert.Equal((body, HttpStatusCode.BadRequest), (body, await studio.StatusAsync("/api/preview", body)));
        }
    }

    [Fact]
    public async Task A_frame_that_does_not_exist_names_no_path_as_option()
    {
        using var studio = await new RunningStudio(_photos).OpenAsync();
        var body = Preview.Replace("\"side\":64", "\"side\":64,\"frame\":1000000000");
        using var answer = await studio.SendAsync(HttpMethod.Post, "/api/preview", body);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var error = System.Text.Json.Nodes.JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["error"]!;
        Assert.Null(error["option"]);
        Assert.StartsWith("Page or frame 1000000000 of ", (string)error["message"]!);
    }

    [Fact]
    public async Task Pipelined_requests_are_answered_in_order()
    {
        using var studio = await new RunningStudio(_photos).OpenAsync();
        var own = $" HTTP/1.1\r\nHost: 127.0.0.1:{studio.Port}\r\nCookie: {studio.Cookie}\r\n";
        using var client = await RawClient.ConnectAsync(studio);
        await client.SendAsync($"GET /studio.svg{own}\r\nGET /nothing{own}\r\nGET /{own}\r\n");
        Assert.StartsWith("HTTP/1.1 200 ", await client.HeadAsync());
        Assert.StartsWith("HTTP/1.1 404 ", await client.HeadAsync());
        Assert.Equal("", await client.HeadAsync());
    }
}
