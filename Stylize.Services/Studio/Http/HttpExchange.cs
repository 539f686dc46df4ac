using Stylize.Studio.Messages;

namespace Stylize.Studio.Http;

/// <summary>A request over HTTP and its answer.</summary>
internal sealed class HttpExchange(RequestHead head, Connection connection) : Exchange
{
    /// <summary>
    /// The page may run only its own modules and connect only to the studio. Nothing may frame it, and no other site
    /// may read an answer.
    /// </summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
        + "manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>An SVG that is opened on its own runs nothing and loads nothing.</summary>
    private const string PicturePolicy =
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'";

    private bool _begun;
    private bool _isInPieces;

    public RequestHead Request => head;

    public override CancellationToken Stop => connection.Stop;

    public override string Path { get; } = head.Path;

    public override bool IsPost => head.Method == "POST";

    /// <summary>True if the connection can be used again.</summary>
    public bool KeepsOpen { get; private set; } = head.KeepsOpen;

    protected override string Target => head.Target;

    /// <summary>Marks the connection as one of a client that has the cookie.</summary>
    public void Trust() => connection.IsTrusted = true;

    public override Task ReadFileAsync(Stream file) =>
        HasType("application/octet-stream") ? BodyAsync(file, isFile: true)
            : throw new Refusal(HttpStatusCode.UnsupportedMediaType, "The body of this request must be a file.");

    /// <summary>Answers with a file of the page.</summary>
    public Task SendAsync(string type, ReadOnlyMemory<byte> bytes, HttpStatusCode status = HttpStatusCode.OK) =>
        SendAsync(type, bytes, status, Policy);

    public override Task PictureAsync(string type, ReadOnlyMemory<byte> bytes) =>
        SendAsync(type, bytes, HttpStatusCode.OK, PicturePolicy);

    public override async Task DownloadAsync(Stream file, string name)
    {
        await using var content = file;
        await BeginAsync(
            "application/octet-stream", HttpStatusCode.OK, PicturePolicy, $"Content-Length: {file.Length}",
            $"Content-Disposition: attachment; filename*=UTF-8''{Uri.EscapeDataString(name)}");
        var buffer = new byte[InputFile.BufferBytes];
        for (var left = file.Length; left > 0;)
        {
            var count = await content.ReadAsync(buffer.AsMemory(0, (int)Math.Min(left, InputFile.BufferBytes)), Stop);
            if (count == 0) throw new EndOfStreamException();

            await connection.SendAsync(buffer.AsMemory(0, count));
            left -= count;
        }
    }

    public override Task BeginLinesAsync()
    {
        _isInPieces = true;
        return BeginAsync("application/x-ndjson", HttpStatusCode.OK, Policy, "Transfer-Encoding: chunked");
    }

    public override Task PieceAsync(byte[] bytes) => connection.SendAsync(
        (byte[])[.. Encoding.ASCII.GetBytes(bytes.Length.ToString("x", CultureInfo.InvariantCulture) + "\r\n"),
            .. bytes, .. "\r\n"u8]);

    /// <summary>Sends the browser to an address of the studio.</summary>
    public Task RedirectAsync(string address, string? cookie)
    {
        string[] more = ["Content-Length: 0", $"Location: {address}",
            .. cookie is null ? [] : new[] { $"Set-Cookie: {cookie}" }];
        return BeginAsync("text/plain", HttpStatusCode.SeeOther, Policy, more);
    }

    /// <summary>Answers with an error, unless the answer has begun.</summary>
    public override async Task FailAsync(Exception failure)
    {
        KeepsOpen = false;
        if (_begun) return;

        if (failure is Refusal shown && head["Sec-Fetch-Dest"] is "document")
        {
            await SendAsync(
                "text/html; charset=utf-8", PageFiles.Refused($"{shown.Message} {shown.Advice}"), shown.Status);
            return;
        }

        await base.FailAsync(failure);
    }

    /// <summary>Ends an answer of lines.</summary>
    public Task EndAsync() => _isInPieces ? connection.SendAsync("0\r\n\r\n"u8.ToArray()) : Task.CompletedTask;

    protected override async Task<ReadOnlyMemory<byte>> BodyAsync()
    {
        if (!HasType("application/json"))
        {
            throw new Refusal(HttpStatusCode.UnsupportedMediaType, "The body of a request must be JSON.");
        }

        using var body = new MemoryStream();
        await BodyAsync(body, isFile: false);
        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    protected override Task AnswerAsync(string type, ReadOnlyMemory<byte> bytes, HttpStatusCode status) =>
        SendAsync(type, bytes, status);

    /// <summary>Returns the reason phrase of a status (RFC 9110, 15), such as "See Other".</summary>
    private static string PhraseOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.OK => "OK",
        HttpStatusCode.HttpVersionNotSupported => "HTTP Version Not Supported",
        HttpStatusCode.RequestEntityTooLarge => "Content Too Large",
        HttpStatusCode.UnprocessableEntity => "Unprocessable Content",
        _ => string.Concat($"{status}".Select(letter => char.IsUpper(letter) ? $" {letter}" : $"{letter}"))[1..],
    };

    private async Task SendAsync(string type, ReadOnlyMemory<byte> bytes, HttpStatusCode status, string policy)
    {
        await BeginAsync(type, status, policy, $"Content-Length: {bytes.Length}");
        if (head.Method != "HEAD") await connection.SendAsync(bytes);
    }

    private Task BeginAsync(string type, HttpStatusCode status, string policy, params string[] more)
    {
        _begun = true;
        string[] lines =
        [
            $"HTTP/1.1 {(int)status} {PhraseOf(status)}", $"Date: {DateTime.UtcNow:R}", $"Content-Type: {type}",
            $"Content-Security-Policy: {policy}",
            "X-Content-Type-Options: nosniff", "X-Frame-Options: DENY", "Referrer-Policy: no-referrer",
            "Cross-Origin-Opener-Policy: same-origin", "Cross-Origin-Resource-Policy: same-origin",
            "Cache-Control: no-store", .. more, .. KeepsOpen ? [] : new[] { "Connection: close" }, "", "",
        ];
        return connection.SendAsync(Encoding.ASCII.GetBytes(string.Join("\r\n", lines)));
    }

    private async Task BodyAsync(Stream body, bool isFile)
    {
        try
        {
            await connection.BodyAsync(body, isFile);
        }
        catch (OperationCanceledException) when (!Stop.IsCancellationRequested)
        {
            throw new Refusal(HttpStatusCode.RequestTimeout, "The request took too long to arrive.");
        }
    }

    private bool HasType(string type) =>
        head["Content-Type"]?.Split(';', 2)[0].Trim().Equals(type, StringComparison.OrdinalIgnoreCase) == true;
}
