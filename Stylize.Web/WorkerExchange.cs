using System.Net;
using System.Runtime.InteropServices.JavaScript;
using Stylize.Studio.Messages;

namespace Stylize.Web;

/// <summary>A request in a message to the worker, and its answer in messages to the page.</summary>
internal sealed partial class WorkerExchange : Exchange, IDisposable
{
    private const int PieceBytes = 1 << 20;

    private static readonly Dictionary<int, WorkerExchange> Open = [];

    private readonly int _id;
    private readonly byte[]? _body;
    private readonly CancellationTokenSource _stop = new();
    private bool _begun;

    public WorkerExchange(int id, string target, byte[]? body)
    {
        (_id, _body, Target) = (id, body, target);
        Path = "/" + target.Split('?', 2)[0].TrimStart('/');
        Open.Add(id, this);
    }

    public override string Path { get; }

    public override bool IsPost => _body is not null;

    public override CancellationToken Stop => _stop.Token;

    protected override string Target { get; }

    public static void Cancel(int id)
    {
        if (Open.TryGetValue(id, out var exchange))
        {
            exchange._stop.Cancel();
        }
    }

    public override Task ReadFileAsync(Stream file) => file.WriteAsync(_body!).AsTask();

    public override Task PictureAsync(string type, ReadOnlyMemory<byte> bytes) =>
        AnswerAsync(type, bytes, HttpStatusCode.OK);

    public override async Task DownloadAsync(Stream file, string name)
    {
        await using var content = file;
        Begin(_id, (int)HttpStatusCode.OK, "application/octet-stream");
        var buffer = new byte[PieceBytes];
        while (await content.ReadAsync(buffer, Stop) is > 0 and var count)
        {
            Send(_id, buffer.AsSpan(0, count));
        }
    }

    public override Task BeginLinesAsync()
    {
        _begun = true;
        Begin(_id, (int)HttpStatusCode.OK, "application/x-ndjson");
        return Task.CompletedTask;
    }

    public override async Task PieceAsync(byte[] bytes)
    {
        Send(_id, bytes);

        // The page shows the piece, and can cancel what follows.
        await Task.Delay(1, Stop);
    }

    public override void Progress(double share) => Progress(_id, share);

    public override Task FailAsync(Exception failure) => _begun ? Task.CompletedTask : base.FailAsync(failure);

    public void Dispose()
    {
        Open.Remove(_id);
        _stop.Dispose();
        End(_id);
    }

    protected override Task<ReadOnlyMemory<byte>> BodyAsync() => Task.FromResult((ReadOnlyMemory<byte>)_body);

    protected override Task AnswerAsync(string type, ReadOnlyMemory<byte> bytes, HttpStatusCode status)
    {
        _begun = true;
        Begin(_id, (int)status, type);
        Send(_id, bytes.ToArray());
        return Task.CompletedTask;
    }

    [JSImport("begin", "worker")]
    private static partial void Begin(int id, int status, string type);

    [JSImport("send", "worker")]
    private static partial void Send(int id, [JSMarshalAs<JSType.MemoryView>] Span<byte> bytes);

    [JSImport("progress", "worker")]
    private static partial void Progress(int id, double share);

    [JSImport("end", "worker")]
    private static partial void End(int id);
}
