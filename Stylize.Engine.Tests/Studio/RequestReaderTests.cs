using System.Net;
using Stylize.Studio;
using Stylize.Studio.Http;
using Stylize.Studio.Messages;

namespace Stylize.Engine.Tests.Studio;

/// <summary>The parser of requests (RFC 9112). Each request is read whole, and divided in two at every byte.</summary>
public sealed class RequestReaderTests
{
    private const string Get = "GET / HTTP/1.1\r\n";
    private const string Post = "POST / HTTP/1.1\r\n";

    [Theory]
    [InlineData(Get + "\r\n", "GET /: ")]
    [InlineData(Get + "A: b\r\nC:\td e \t\r\n\r\n", "GET /: ")]
    [InlineData(Post + "Content-Length: 3\r\n\r\nabc", "POST /: abc")]
    [InlineData(Post + "content-length:003\r\n\r\nabc", "POST /: abc")]
    [InlineData(
        Post + "Transfer-Encoding: Chunked\r\n\r\n2\r\nab\r\n00a\r\n0123456789\r\n0\r\n\r\n", "POST /: ab0123456789")]
    [InlineData(Post + "Content-Length: 2\r\n\r\nab" + Get + "\r\n" + Get, "POST /: ab|GET /: |unfinished")]
    [InlineData(Post + "Content-Length: 3\r\n\r\nab", "unfinished")]
    [InlineData(Get + "A: caf\u00e9\r\n\r\n", "GET /: ")]
    public void Requests_are_read(string bytes, string expected) => Assert.Equal(expected, Read(bytes));

    [Fact]
    public void What_two_programs_could_read_differently_is_a_bad_request() => Assert.All(
    [
        "GET / HTTP/1.1\n\n", Get + "A: b\n\r\n", Get + "A: b\rC: d\r\n\r\n", Get + "A: b\0\r\n\r\n",
        Get + "A: b\r\n folded\r\n\r\n", Get + " A: b\r\n\r\n", Get + "A : b\r\n\r\n", Get + "A\r\n\r\n",
        Get + ": b\r\n\r\n", Get + "Host: a\r\nhost: b\r\n\r\n", "\r\n\r\n", "\r\n" + Get + "\r\n",
        "GET  / HTTP/1.1\r\n\r\n", "GET /\u00a0 HTTP/1.1\r\n\r\n", "GET /#a HTTP/1.1\r\n\r\n",
        "G\u00c4T / HTTP/1.1\r\n\r\n", "GET /\r\n\r\n", Post + "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
        Post + "Content-Length: 3, 3\r\n\r\nabc", Post + "Content-Length: +3\r\n\r\nabc",
        Post + "Content-Length: 0x3\r\n\r\nabc", Post + "Content-Length:\r\n\r\nabc",
        Post + "Content-Length: 9999999999999999999\r\n\r\n",
        Post + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        Post + "Transfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n",
        Post + "Transfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\n0\r\n\r\n",
        Post + "Transfer-Encoding: chunked\r\n\r\n3\nabc\r\n0\r\n\r\n",
        Post + "Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n",
        Post + "Transfer-Encoding: chunked\r\n\r\n\r\n0\r\n\r\n", Post + "Transfer-Encoding: chunked\r\n\r\n-1\r\n",
        Post + "Transfer-Encoding: chunked\r\n\r\n000000001\r\n",
        Post + "Transfer-Encoding: chunked\r\n\r\n0\r\nA: b\r\n\r\n",
    ], bytes => Assert.Equal("400", Read(bytes)));

    [Theory]
    [InlineData("GET / HTTP/1.0\r\n\r\n", 505)]
    [InlineData("GET / HTTP/2.0\r\n\r\n", 505)]
    [InlineData(Post + "Content-Length: 999999999999999999\r\n\r\n", 413)]
    [InlineData(Post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501)]
    [InlineData(Post + "Expect: 100-continue\r\nContent-Length: 3\r\n\r\n", 417)]
    [InlineData(Post + "Transfer-Encoding: chunked\r\n\r\nffffffff\r\n", 413)]
    public void Other_requests_are_refused(string bytes, int status) => Assert.Equal($"{status}", Read(bytes));

    [Fact]
    public void Headers_have_limits()
    {
        var limits = new StudioLimits();
        Assert.Equal("431", Read(Get + "A: " + new string('b', limits.HeadBytes), [7000]));
        Assert.Equal("431", Read(new string('\0', limits.HeadBytes), [7000]));
        Assert.Equal("431", Read(Get + Headers(limits.Headers + 1) + "\r\n", [700]));
        Assert.Equal("GET /: ", Read(Get + Headers(limits.Headers) + "\r\n", [700]));

        static string Headers(int count) => string.Concat(Enumerable.Range(0, count).Select(i => $"A{i}: b\r\n"));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("Connection: keep-alive\r\n", true)]
    [InlineData("Connection: Close\r\n", false)]
    [InlineData("Connection: upgrade , close\r\n", false)]
    public void A_client_can_end_the_connection(string header, bool keepsOpen) =>
        Assert.Equal(keepsOpen, RequestHead.Read(Encoding.ASCII.GetBytes((Get + header)[..^2]), 9).KeepsOpen);

    private static string Read(string text, int[]? splits = null)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        var whole = Read(bytes, bytes.Length);
        Assert.All(
            splits ?? [.. Enumerable.Range(1, bytes.Length - 1)], first => Assert.Equal(whole, Read(bytes, first)));
        return whole;
    }

    /// <summary>Returns the requests of bytes that arrive in two packets, or the status of the first refusal.</summary>
    private static string Read(byte[] bytes, int first)
    {
        var reader = new RequestReader(new StudioLimits());
        var (requests, head, body) = (new List<string>(), (RequestHead?)null, new MemoryStream());
        try
        {
            foreach (var packet in new[] { bytes[..first], bytes[first..] })
            {
                for (var at = 0; at < packet.Length;)
                {
                    var room = reader.Room();
                    var count = Math.Min(room.Length, packet.Length - at);
                    packet.AsMemory(at, count).CopyTo(room);
                    reader.Add(count);
                    at += count;
                    while ((head ??= reader.Head()) is { } own && reader.Body(body))
                    {
                        requests.Add($"{own.Method} {own.Target}: {Encoding.Latin1.GetString(body.ToArray())}");
                        (head, body) = (null, new MemoryStream());
                    }
                }
            }

            return string.Join('|', head is null && reader.IsEmpty ? requests : [.. requests, "unfinished"]);
        }
        catch (Refusal refusal)
        {
            return $"{(int)refusal.Status}";
        }
    }
}
