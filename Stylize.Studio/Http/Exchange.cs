using System.Net;
using System.Text.Json.Serialization.Metadata;
using Stylize.Engine;

namespace Stylize.Studio.Http;

/// <summary>A request and its answer.</summary>
internal sealed class Exchange(HttpListenerContext context, StudioLimits limits, CancellationToken stop)
{
    /// <summary>
    /// The page may run only its own modules and connect only to the studio. Nothing may frame it, and no other site may read an answer.
    /// </summary>
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>An SVG that is opened on its own runs nothing and loads nothing.</summary>
    private const string PicturePolicy = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'";

    private bool _begun;

    public HttpListenerRequest Request => context.Request;

    public CancellationToken Stop => stop;

    public string Path { get; } = context.Request.Url!.AbsolutePath;

    public bool IsPost => Request.HttpMethod == "POST";

    /// <summary>Reads the body of a POST.</summary>
    /// <exception cref="Refusal">The body is not JSON, too long or too slow.</exception>
    public async Task<T> ReadAsync<T>(JsonTypeInfo<T> type)
        where T : class
    {
        if (!IsJson(Request.ContentType))
        {
            throw new Refusal(HttpStatusCode.UnsupportedMediaType, "The body of a request must be JSON.");
        }

        if (Request.ContentLength64 > limits.RequestBytes) throw TooLarge();

        using var time = CancellationTokenSource.CreateLinkedTokenSource(stop);
        time.CancelAfter(limits.ReadTime);
        using var body = new MemoryStream();
        var buffer = new byte[16 << 10];
        try
        {
            // On some systems, a read waits until the buffer is full and ignores cancellation.
            while (await Request.InputStream.ReadAsync(buffer.AsMemory(0, Next(body)), time.Token).AsTask().WaitAsync(time.Token)
                is > 0 and var count)
            {
                body.Write(buffer, 0, count);
                if (body.Length > limits.RequestBytes) throw TooLarge();
            }
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new Refusal(HttpStatusCode.RequestTimeout, "The request took too long to arrive.");
        }

        return Json.Read(body.GetBuffer().AsSpan(0, (int)body.Length), type);

        int Next(MemoryStream read) => (int)Math.Min(buffer.Length, limits.RequestBytes + 1 - read.Length);
    }

    public Task JsonAsync(Fields value, HttpStatusCode status = HttpStatusCode.OK) =>
        SendAsync("application/json", Json.Write(value), status);

    /// <summary>Answers with a file of the page or a download.</summary>
    public Task SendAsync(string type, ReadOnlyMemory<byte> bytes, HttpStatusCode status = HttpStatusCode.OK)
    {
        Begin(type, status);
        context.Response.ContentLength64 = bytes.Length;
        return context.Response.OutputStream.WriteAsync(bytes, stop).AsTask();
    }

    /// <summary>Answers with a picture, which its address names for good.</summary>
    public Task PictureAsync(string type, ReadOnlyMemory<byte> bytes)
    {
        Begin(type, HttpStatusCode.OK);
        context.Response.Headers["Content-Security-Policy"] = PicturePolicy;
        context.Response.ContentLength64 = bytes.Length;
        return context.Response.OutputStream.WriteAsync(bytes, stop).AsTask();
    }

    /// <summary>Answers with a file to save.</summary>
    /// <param name="file">The content; disposed here.</param>
    public async Task DownloadAsync(Stream file, string name)
    {
        await using var content = file;
        Begin("application/octet-stream", HttpStatusCode.OK);
        context.Response.Headers["Content-Disposition"] = $"attachment; filename*=UTF-8''{Uri.EscapeDataString(name)}";
        context.Response.Headers["Content-Security-Policy"] = PicturePolicy;
        context.Response.ContentLength64 = file.Length;
        await content.CopyToAsync(context.Response.OutputStream, stop);
    }

    /// <summary>Begins an answer of lines; each is sent at once.</summary>
    public void BeginLines()
    {
        Begin("application/x-ndjson", HttpStatusCode.OK);
        context.Response.SendChunked = true;
    }

    public Task LineAsync(Fields value) => PieceAsync([.. Json.Write(value), (byte)'\n']);

    public async Task PieceAsync(byte[] bytes)
    {
        await context.Response.OutputStream.WriteAsync(bytes, stop);
        await context.Response.OutputStream.FlushAsync(stop);
    }

    /// <summary>Sends the browser to an address of the studio.</summary>
    public Task RedirectAsync(string address, string? cookie)
    {
        Begin("text/plain", HttpStatusCode.SeeOther);
        context.Response.Headers["Location"] = address;
        if (cookie is not null)
        {
            context.Response.Headers["Set-Cookie"] = cookie;
        }

        context.Response.ContentLength64 = 0;
        return Task.CompletedTask;
    }

    /// <summary>Answers with an error, unless the answer has begun.</summary>
    public async Task FailAsync(Exception failure)
    {
        if (_begun) return;

        await (failure switch
        {
            Refusal refusal => ErrorAsync(refusal.Status, refusal.Message, refusal.Advice, null),
            StylizeException known => ErrorAsync(
                known.Error == StylizeError.TargetExists ? HttpStatusCode.Conflict : HttpStatusCode.UnprocessableEntity,
                known.Message, known.Advice, OptionOf(known)),
            OperationCanceledException => ErrorAsync(HttpStatusCode.Conflict, "The work was canceled.", null, null),
            _ => ErrorAsync(
                HttpStatusCode.InternalServerError, $"Unexpected error: {failure.Message} This is a bug in Stylize.", null, null),
        });
    }

    /// <summary>Returns the option that a failure names; null if it names a file or nothing.</summary>
    public static string? OptionOf(StylizeException failure) =>
        failure.Error == StylizeError.OptionInvalid ? failure.Target : null;

    /// <summary>Ends the answer. The connection is not used again after a refusal, whose body may not have been read.</summary>
    public void End()
    {
        try
        {
            context.Response.Close();
        }
        catch (Exception failure) when (failure is HttpListenerException or ObjectDisposedException or InvalidOperationException
            or IOException)
        {
            context.Response.Abort();
        }
    }

    private Task ErrorAsync(HttpStatusCode status, string message, string? advice, string? option)
    {
        context.Response.KeepAlive = false;
        return JsonAsync(new Fields
        {
            ["error"] = new Fields { ["message"] = message, ["advice"] = advice, ["option"] = option },
        }, status);
    }

    private void Begin(string type, HttpStatusCode status)
    {
        _begun = true;
        var response = context.Response;
        response.StatusCode = (int)status;
        response.ContentType = type;
        response.Headers["Content-Security-Policy"] = Policy;
        response.Headers["X-Content-Type-Options"] = "nosniff";
        response.Headers["X-Frame-Options"] = "DENY";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        response.Headers["Cache-Control"] = "no-store";
    }

    private Refusal TooLarge() => new(
        HttpStatusCode.RequestEntityTooLarge, $"The request is larger than {limits.RequestBytes / 1024} kB.");

    private static bool IsJson(string? type) =>
        type?.Split(';', 2)[0].Trim().Equals("application/json", StringComparison.OrdinalIgnoreCase) == true;
}
