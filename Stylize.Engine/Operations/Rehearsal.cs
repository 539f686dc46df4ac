using Stylize.Engine.Imaging;
using Stylize.Engine.Telemetry;

namespace Stylize.Engine.Operations;

/// <summary>
/// A run of an operation on a tiny picture, for what it leaves behind: its loops are compiled. On a thread beside the start of a command it
/// costs no time, and the run that follows need not wait for the compiler. Changes no result.
/// </summary>
public static class Rehearsal
{
    private const int Size = 64;

    /// <summary>Begins a run on another thread. Does nothing on a machine of one processor.</summary>
    public static void Begin(IOperation operation, IImageCodec codec)
    {
        if (Environment.ProcessorCount > 1)
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

        var source = new RasterSourceCodec(picture, codec, "rehearsal");
        var input = new ImageInput(source.Source, source);
        using var made = operation.Run(input, new OperationContext { Phases = new PhaseRecorder { IsSilent = true } });
        made.Write(Stream.Null);
    }
}
