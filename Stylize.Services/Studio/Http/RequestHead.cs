using System.Buffers;
using Stylize.Studio.Messages;

namespace Stylize.Studio.Http;

/// <summary>The line and the headers of a request (RFC 9112). What two programs could read differently is
/// refused.</summary>
internal sealed class RequestHead
{
    private const string Version = "HTTP/1.1";
    private const int MaxDigits = 18;

    /// <summary>All control characters but the tab.</summary>
    private static readonly SearchValues<char> Controls = SearchValues.Create(
        [.. Enumerable.Range(0, ' ').Where(code => code != '\t').Append('\u007f').Select(code => (char)code)]);

    private readonly Dictionary<string, string> _headers = new(StringComparer.OrdinalIgnoreCase);

    private RequestHead(string method, string target) => (Method, Target) = (method, target);

    /// <summary>The head of a request that could not be read.</summary>
    public static RequestHead Unreadable => new("", "");

    public string Method { get; }

    /// <summary>The target as sent. Nothing in it is decoded.</summary>
    public string Target { get; }

    /// <summary>The target up to the question mark.</summary>
    public string Path => Target.Split('?', 2)[0];

    /// <summary>True if the body has no length and is sent in chunks.</summary>
    public bool IsChunked { get; private set; }

    /// <summary>Number of bytes of the body; 0 if it is sent in chunks.</summary>
    public long BodyLength { get; private set; }

    /// <summary>True if the client expects to send another request.</summary>
    public bool KeepsOpen => Method.Length > 0
        && this["Connection"]?.Split(',', StringSplitOptions.TrimEntries)
            .Contains("close", StringComparer.OrdinalIgnoreCase) != true;

    /// <summary>The value of a header; null without it.</summary>
    public string? this[string name] => _headers.GetValueOrDefault(name);

    /// <summary>Reads a head, in which each line feed follows a carriage return.</summary>
    /// <param name="bytes">The lines, without the empty one at the end.</param>
    /// <exception cref="Refusal">The head is malformed.</exception>
    public static RequestHead Read(ReadOnlySpan<byte> bytes, int maxHeaders)
    {
        var lines = Encoding.Latin1.GetString(bytes).Split("\r\n");
        if (lines[0].Split(' ') is not [var method, var target, var version] || !IsToken(method) || target.Length == 0
            || !target.All(letter => letter is > ' ' and <= '~' and not '#'))
        {
            throw Refusal.Malformed("its first line is not a method, an address and a version");
        }

        if (version != Version)
        {
            throw new Refusal(HttpStatusCode.HttpVersionNotSupported, $"The studio supports only {Version}.");
        }
        if (lines.Length - 1 > maxHeaders) throw TooLarge($"more than {maxHeaders} headers");

        var head = new RequestHead(method, target);
        foreach (var line in lines.AsSpan(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0 || !IsToken(line[..colon]) || line.AsSpan(colon).ContainsAny(Controls))
            {
                throw Refusal.Malformed("a line is not a header");
            }

            if (!head._headers.TryAdd(line[..colon], line[(colon + 1)..].Trim(' ', '\t')))
            {
                throw Refusal.Malformed($"it has more than one header {line[..colon]}");
            }
        }

        head.ReadLength();
        return head;
    }

    public static Refusal TooLarge(string what) =>
        new(HttpStatusCode.RequestHeaderFieldsTooLarge, $"The request has {what}.",
            "Delete the cookies of 127.0.0.1 in the browser.");

    private void ReadLength()
    {
        var (length, coding) = (this["Content-Length"], this["Transfer-Encoding"]);
        if (length is not null && coding is not null)
        {
            throw Refusal.Malformed("its body has a length and a transfer encoding");
        }
        if (this["Expect"] is not null)
        {
            throw new Refusal(HttpStatusCode.ExpectationFailed, "The header Expect is not supported.");
        }

        if (coding is not null)
        {
            IsChunked = coding.Equals("chunked", StringComparison.OrdinalIgnoreCase)
                ? true
                : throw new Refusal(
                    HttpStatusCode.NotImplemented, "The transfer encoding of the request is not supported.");
        }
        else if (length is not null)
        {
            BodyLength = length.Length is > 0 and <= MaxDigits && length.All(char.IsAsciiDigit)
                ? long.Parse(length, CultureInfo.InvariantCulture)
                : throw Refusal.Malformed("the length of its body is not a number");
        }
    }

    private static bool IsToken(string text) => text.Length > 0
        && text.All(
            letter => char.IsAsciiLetterOrDigit(letter)
                || "!#$%&'*+-.^_`|~".Contains(letter));
}
