using Stylize.Engine.Runs.Report;
using Stylize.Studio.Messages;

namespace Stylize.Studio.Runs;

/// <summary>A run over many files, whose progress pages can follow.</summary>
internal sealed class StudioRun(int id, Action<StudioRun, CancellationToken> work, CancellationToken stop)
    : IRunObserver, IDisposable
{
    private const int MaxErrors = 1000;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _cancel = CancellationTokenSource.CreateLinkedTokenSource(stop);
    private readonly Lock _gate = new();
    private readonly List<(string? File, string Error)> _errors = [];
    private BatchProgress? _progress;
    private string? _last;
    private string _state = "running";

    public int Id => id;

    /// <summary>True until all work has ended.</summary>
    public bool IsActive
    {
        get
        {
            lock (_gate)
            {
                return _state == "running";
            }
        }
    }

    public void Cancel() => _cancel.Cancel();

    public void Execute()
    {
        try
        {
            _cancel.Token.ThrowIfCancellationRequested();
            work(this, _cancel.Token);
            End("done");
        }
        catch (OperationCanceledException)
        {
            End("canceled");
        }
        catch (StylizeException failure)
        {
            Failed(failure, null);
            End("done");
        }
        catch (Exception failure)
        {
            Add(null, $"Unexpected error: {failure.Message} This is a bug in Stylize.");
            End("done");
        }
    }

    /// <summary>Sends a line for each failure and each change of the progress until the run has ended.</summary>
    public async Task FollowAsync(Exchange exchange)
    {
        await exchange.BeginLinesAsync();
        byte[]? sent = null;
        for (var seen = 0; ;)
        {
            (string? File, string Error)[] errors;
            byte[] snapshot;
            bool isActive;
            lock (_gate)
            {
                errors = [.. _errors.Skip(seen)];
                seen += errors.Length;
                (snapshot, isActive) = (Json.Write(Line(_last, null)), _state == "running");
            }

            foreach (var (file, error) in errors)
            {
                await exchange.LineAsync(Line(file, error));
            }

            if (!snapshot.AsSpan().SequenceEqual(sent))
            {
                await exchange.PieceAsync([.. snapshot, (byte)'\n']);
                sent = snapshot;
            }

            if (!isActive) return;

            await Task.Delay(Interval, exchange.Stop);
        }
    }

    public void Written(string path)
    {
        lock (_gate)
        {
            _last = path;
        }
    }

    public void Failed(StylizeException failure, string? source) =>
        Add(source, failure.Advice is { } advice ? $"{failure.Message} {advice}" : failure.Message);

    public void Progress(Func<BatchProgress> progress)
    {
        var now = progress();
        lock (_gate)
        {
            _progress = now;
        }
    }

    public void Dispose() => _cancel.Dispose();

    private void Add(string? file, string error)
    {
        lock (_gate)
        {
            if (_errors.Count < MaxErrors)
            {
                _errors.Add((file, error));
            }
        }
    }

    private void End(string state)
    {
        lock (_gate)
        {
            _state = state;
        }
    }

    private Fields Line(string? file, string? error) => new()
    {
        ["done"] = _progress?.Done ?? 0,
        ["failed"] = Math.Max(_progress?.Failed ?? 0, _errors.Count),
        ["total"] = _progress?.Total,
        ["file"] = file,
        ["error"] = error,
        ["secondsLeft"] = _progress?.Remaining is { } left ? Math.Ceiling(left.TotalSeconds) : null,
        ["state"] = error is null ? _state : "running",
    };
}
