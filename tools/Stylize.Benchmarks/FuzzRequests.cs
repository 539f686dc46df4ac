using Stylize.Studio;
using Stylize.Studio.Http;
using Stylize.Studio.Messages;

namespace Stylize.Benchmarks;

/// <summary>Requests to the studio. What is read must not depend on how the bytes arrive in packets.</summary>
internal static class FuzzRequests
{
    private const int Port = 51234;
    private const string Own =
        "Host: 127.0.0.1:51234\r\nOrigin: http://127.0.0.1:51234\r\nContent-Type: application/json\r\n";

    /// <summary>Small, so that mutations pass them.</summary>
    private static readonly StudioLimits Limits = new() { HeadBytes = 512, Headers = 12, RequestBytes = 64 };

    private static readonly Gate Gate = new(Port);

    /// <summary>Requests of the page, and attempts to hide one request in another.</summary>
    private static readonly byte[][] Samples =
    [
        .. new[]
        {
            $"POST /api/preview HTTP/1.1\r\n{Own}Content-Length: 9\r\nCookie: a=b; "
            + $"stylize-studio-51234=0123\r\n\r\n{{\"a\":\"b\"}}",
            $"GET /studio.js?x=%2e%2e HTTP/1.1\r\n{Own}Connection: keep-alive\r\nSec-Fetch-Site: "
            + "same-origin\r\nAccept: */*\r\n\r\n",
            $"POST /api/check HTTP/1.1\r\n{Own}Transfer-Encoding: "
            + "chunked\r\n\r\n4\r\nabcd\r\n00A\r\n0123456789\r\n0\r\n\r\n",
            $"GET / HTTP/1.1\r\n{Own}\r\nGET /api/alive HTTP/1.1\r\n{Own}\r\nHEAD / HTTP/1.1\r\n{Own}Connection: "
            + "close\r\n\r\n",
            $"POST / HTTP/1.1\r\n{Own}Content-Length: 4\r\nContent-Length: 40\r\n\r\nabcdGET /evil "
            + $"HTTP/1.1\r\n{Own}\r\n",
            $"POST / HTTP/1.1\r\n{Own}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /evil "
            + $"HTTP/1.1\r\n{Own}\r\n",
            $"POST / HTTP/1.1\r\n{Own}Transfer-Encoding: chunked, identity\r\nTransfer-Encoding : "
            + "chunked\r\n\r\n0;x=y\r\nA: 1\r\n\r\n",
            $"POST / HTTP/1.1\r\n{Own}Content-Length: 99999999999999999999\r\nContent-Length: +4, -4\r\n\r\n",
            $"POST / HTTP/1.1\r\n{Own}Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nFFFFFFFF\r\n-1\r\n0x4\r\n",
            $"GET http://127.0.0.1:51234/ HTTP/1.1\r\n{Own} folded\r\n\tfolded\r\nHost: evil.example\r\n\r\n",
            $"GET /../%2e%2e/..%2f%5c..//%00\0 HTTP/1.0\n{Own}X:\0\x7f\xff\r\n\n\n\r\n",
            $"\r\n\r\nCONNECT evil.example:443 HTTP/1.1\r\n: empty\r\nA b: c\r\n{Own}\r\nOPTIONS * HTTP/2.0\r\n\r\n",
        }.Select(Encoding.Latin1.GetBytes),
    ];

    public static FuzzTarget Target => new("studio-request", Samples, Read);

    /// <summary>Reads all requests of a connection; returns false if one is refused.</summary>
    private static bool Read(byte[] bytes)
    {
        var whole = Verdicts(bytes, bytes.Length);
        Require(whole, Verdicts(bytes, 1));
        var isThorough = bytes.Length % 61 == 0;
        for (var first = 1; first < bytes.Length; first += isThorough ? 1 : 1 + (bytes.Length / 3))
        {
            Require(whole, Verdicts(bytes, first));
        }

        return !whole.Contains("refused");
    }

    private static void Require(string expected, string actual)
    {
        if (actual != expected)
        {
            throw new InvalidOperationException($"Packets change the requests:\n{expected}\n{actual}");
        }
    }

    /// <summary>Returns a description of the requests, whose bytes arrive in packets of one size.</summary>
    private static string Verdicts(ReadOnlySpan<byte> bytes, int packet)
    {
        var seen = new StringBuilder();
        var reader = new RequestReader(Limits);
        RequestHead? head = null;
        var body = new MemoryStream();
        try
        {
            for (var rest = bytes; rest.Length > 0;)
            {
                var room = reader.Room().Span;
                var count = Math.Min(Math.Min(packet, rest.Length), room.Length);
                rest[..count].CopyTo(room);
                rest = rest[count..];
                reader.Add(count);
                while ((head ??= reader.Head()) is { } own && reader.Body(body))
                {
                    seen.Append(
                        CultureInfo.InvariantCulture, $"{own.Method} {own.Target} {own.KeepsOpen} {Checked(own)} ")
                        .Append(Convert.ToHexString(body.ToArray())).Append('\n');
                    (head, body) = (null, new MemoryStream());
                }
            }

            return seen.Append(CultureInfo.InvariantCulture, $"unfinished {head?.Target} {body.Length}").ToString();
        }
        catch (Refusal refusal)
        {
            return seen.Append(CultureInfo.InvariantCulture, $"refused {refusal.Status} {refusal.Message}").ToString();
        }
    }

    /// <summary>Returns what the studio decides about a head.</summary>
    private static string Checked(RequestHead head)
    {
        try
        {
            Gate.Check(head);
            return $"{PageFiles.Find(head.Path)?.Type} {Gate.HasCookie(head)}";
        }
        catch (Refusal refusal)
        {
            return $"{refusal.Status}";
        }
    }
}
