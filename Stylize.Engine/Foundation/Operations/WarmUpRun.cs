namespace Stylize.Engine.Operations;

/// <summary>
/// Runs an operation on a tiny picture while a command starts, so that the runtime compiles its loops before they are
/// needed. Does not change results.
/// </summary>
internal static class WarmUpRun
{
    private const int Size = 64;

    /// <summary>
    /// Starts the run on another thread. Does nothing in a native program, or on a machine with one processor.
    /// </summary>
    public static void Begin(IOperation operation, IImageCodec codec)
    {
        if (RuntimeFeature.IsDynamicCodeCompiled && Environment.ProcessorCount > 1)
        {
            _ = Task.Run(() => Run(operation, codec));
        }
    }

    /// <summary>Runs on this thread.</summary>
    internal static void Run(IOperation operation, IImageCodec codec)
    {
        using var picture = new Raster<Rgba32>(Size, Size);
        for (var y = 0; y < Size; y++)
        {
            for (var x = 0; x < Size; x++)
            {
                picture[x, y] = new Rgba32((byte)((x ^ y) * 4), (byte)(x * y / 16), (byte)((x & y) * 4));
            }
        }

        using var result = operation.Run(
            ImageInput.Pixels(picture, codec, "warm-up"),
            new OperationContext { Phases = new PhaseRecorder { IsSilent = true } });
        result.Write(Stream.Null);
    }
}
