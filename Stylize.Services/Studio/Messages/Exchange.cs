using System.Text.Json.Serialization.Metadata;

namespace Stylize.Studio.Messages;

/// <summary>A request of a page and its answer. Each transport, such as HTTP, has its own.</summary>
internal abstract class Exchange
{
    /// <summary>Path of the request, such as /api/preview.</summary>
    public abstract string Path { get; }

    /// <summary>True if the request has a body.</summary>
    public abstract bool IsPost { get; }

    /// <summary>Canceled when the answer is no longer needed.</summary>
    public abstract CancellationToken Stop { get; }

    /// <summary>Returns a decoded part of the query; null without it.</summary>
    public string? Query(string name) => Target.Split('?', 2) is [_, var query]
        ? query.Split('&').Select(part => part.Split('=', 2)).FirstOrDefault(part => part[0] == name) is [_, var value]
            ? Uri.UnescapeDataString(value) : null : null;

    /// <summary>Reads the body, which is JSON.</summary>
    /// <exception cref="Refusal">The body is not JSON, too long or too slow.</exception>
    public async Task<T> ReadAsync<T>(JsonTypeInfo<T> type)
        where T : class => Json.Read((await BodyAsync()).Span, type);

    /// <summary>Reads the body, which is a file.</summary>
    /// <exception cref="Refusal">The body is not a file, too long or too slow.</exception>
    public abstract Task ReadFileAsync(Stream file);

    public Task JsonAsync(Fields value, HttpStatusCode status = HttpStatusCode.OK) =>
        AnswerAsync("application/json", Json.Write(value), status);

    /// <summary>Answers with a picture, which its address names for good.</summary>
    public abstract Task PictureAsync(string type, ReadOnlyMemory<byte> bytes);

    /// <summary>Answers with a file to save.</summary>
    /// <param name="file">The content; disposed here.</param>
    public abstract Task DownloadAsync(Stream file, string name);

    /// <summary>Begins an answer of lines; each is sent at once.</summary>
    public abstract Task BeginLinesAsync();

    public Task LineAsync(Fields value) => PieceAsync([.. Json.Write(value), (byte)'\n']);

    /// <summary>Sends bytes of an answer of lines.</summary>
    public abstract Task PieceAsync(byte[] bytes);

    /// <summary>Reports the completed share of the work, [0,1], to a page that cannot ask for it meanwhile.</summary>
    public virtual void Progress(double share)
    {
    }

    /// <summary>Answers with an error.</summary>
    public virtual Task FailAsync(Exception failure) => JsonAsync(
        new Fields { ["error"] = Error(failure) },
        failure switch
        {
            Refusal refusal => refusal.Status,
            OperationCanceledException => HttpStatusCode.Conflict,
            StylizeException { Error: StylizeError.TargetExists } => HttpStatusCode.Conflict,
            StylizeException => HttpStatusCode.UnprocessableEntity,
            _ => HttpStatusCode.InternalServerError,
        });

    /// <summary>Returns an error with the option that it names; without one if it names a file or nothing.</summary>
    public static Fields Error(Exception failure) => failure switch
    {
        Refusal refusal => new() { ["message"] = refusal.Message, ["advice"] = refusal.Advice },
        StylizeException known => new()
        {
            ["message"] = known.Message, ["advice"] = known.Advice,
            ["option"] = known is { Error: StylizeError.OptionInvalid, Target: { } target }
                && target.All(char.IsAsciiLetterOrDigit) ? target : null,
        },
        OperationCanceledException => new() { ["message"] = "The work was canceled." },
        _ => new() { ["message"] = $"Unexpected error: {failure.Message} This is a bug in Stylize." },
    };

    /// <summary>Path and query, as the page wrote them.</summary>
    protected abstract string Target { get; }

    /// <summary>Returns the body of a request, which is JSON.</summary>
    protected abstract Task<ReadOnlyMemory<byte>> BodyAsync();

    protected abstract Task AnswerAsync(string type, ReadOnlyMemory<byte> bytes, HttpStatusCode status);
}
