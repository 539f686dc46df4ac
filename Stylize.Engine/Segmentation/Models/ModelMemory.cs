namespace Stylize.Engine.Segmentation.Models;

/// <summary>
/// Shares the memory limit of ONNX Runtime among the threads that run models. Runs wait for each other if their estimates exceed it. A run
/// that fails next to others is repeated alone, because it may have failed only for lack of memory.
/// </summary>
internal static class ModelMemory
{
    /// <summary>Bytes that a model is estimated to need per pixel of a tile; few need more.</summary>
    public const int BytesPerPixel = 1000;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly object Gate = new();
    private static long _reserved;
    private static int _running;

    /// <param name="bytes">Estimated need of the run.</param>
    /// <exception cref="OnnxFailure">The run fails, also alone.</exception>
    public static void Run(long bytes, Action run, CancellationToken cancellation)
    {
        Enter(bytes, isAlone: false, cancellation);
        var wasAlone = false;
        try
        {
            run();
            return;
        }
        catch (OnnxFailure)
        {
            lock (Gate)
            {
                wasAlone = _running == 1;
            }

            if (wasAlone) throw;
        }
        finally
        {
            Leave(bytes);
        }

        Enter(bytes, isAlone: true, cancellation);
        try
        {
            run();
        }
        finally
        {
            Leave(bytes);
        }
    }

    private static void Enter(long bytes, bool isAlone, CancellationToken cancellation)
    {
        lock (Gate)
        {
            while (_running > 0 && (isAlone || _reserved + bytes > OnnxRuntime.MaxMemory))
            {
                cancellation.ThrowIfCancellationRequested();
                Monitor.Wait(Gate, Interval);
            }

            _running++;
            _reserved += bytes;
        }
    }

    private static void Leave(long bytes)
    {
        lock (Gate)
        {
            _running--;
            _reserved -= bytes;
            Monitor.PulseAll(Gate);
        }
    }
}
