using Stylize.Studio.Messages;

namespace Stylize.Studio.Http;

/// <summary>
/// Decides which requests are answered: those of the page that this studio served, in the browser that opened its
/// address. A page of another site, a name that resolves to this machine, and another program on this machine are
/// refused.
/// </summary>
internal sealed class Gate(int port)
{
    private readonly Secret _session = new();
    private Secret _token = new();

    /// <summary>Name of the cookie. Browsers send cookies to all ports of an address, so each studio has its
    /// own.</summary>
    private readonly string _cookie = Invariant($"stylize-studio-{port}");

    /// <summary>Host and port of the studio, as a request must name them.</summary>
    public string Host { get; } = Invariant($"127.0.0.1:{port}");

    public string Origin => "http://" + Host;

    /// <summary>Address that opens the page once. After its use, this is a new address.</summary>
    public string Address => $"{Origin}/?token={Volatile.Read(ref _token).Text}";

    /// <summary>Refuses a request that does not name this studio, or that a page of another site caused.</summary>
    public void Check(RequestHead request)
    {
        if (request["Host"] != Host || request.Target[0] != '/')
        {
            throw new Refusal(
                HttpStatusCode.MisdirectedRequest, "The request does not name the address of this studio.",
                $"Open {Origin}.");
        }

        var isRead = request.Method == "GET";
        if (!isRead && request.Method != "POST")
        {
            throw new Refusal(HttpStatusCode.MethodNotAllowed, "The method is not supported.");
        }

        // Browsers send Origin with each POST; programs must too. A page that was opened by hand has the site "none".
        var origin = request["Origin"];
        var site = request["Sec-Fetch-Site"];
        if ((origin is not null || !isRead) && origin != Origin) throw Foreign();
        if (site is not (null or "same-origin") && !(isRead && site == "none")) throw Foreign();
    }

    /// <summary>Returns the value of the cookie for a token, which is valid once; null if it is not valid.</summary>
    public string? Exchange(string? token)
    {
        var expected = Volatile.Read(ref _token);
        if (!expected.Matches(token)) return null;

        return Interlocked.CompareExchange(ref _token, new Secret(), expected) == expected
            ? $"{_cookie}={_session.Text}; Path=/; HttpOnly; SameSite=Strict"
            : null;
    }

    /// <summary>Refuses a request without the cookie.</summary>
    public void RequireCookie(RequestHead request)
    {
        if (!HasCookie(request)) throw Refusal.Locked();
    }

    /// <summary>Returns true if the request has the cookie. It is read here, because cookies of other ports may precede
    /// it.</summary>
    public bool HasCookie(RequestHead request) =>
        (request["Cookie"] ?? "").Split([';', ','], StringSplitOptions.TrimEntries).Any(pair =>
            pair.StartsWith(_cookie + "=", StringComparison.Ordinal) && _session.Matches(pair[(_cookie.Length + 1)..]));

    private static Refusal Foreign() => new(HttpStatusCode.Forbidden, "A page of another site sent this request.");
}
