using System.Diagnostics;
using Stylize.Engine.Telemetry;

namespace Stylize.Engine.Measuring;

/// <summary>
/// A fixed piece of work, timed beside every sample, that shares no code with the operations: its time tells how fast the machine was at that moment,
/// so that samples of two days, or of a machine with busy neighbours, can be compared as ratios.
/// </summary>
public static class MachineReference
{
    private const int Length = 1 << 16;
    private const int Rounds = 24;

    [ThreadStatic]
    private static float[]? _data;

    /// <summary>Milliseconds that the work took just now; about 2 on a machine of 2025. The least of three turns.</summary>
    public static double Milliseconds()
    {
        _data ??= new float[Length];
        var best = double.MaxValue;
        for (var turn = 0; turn < 3; turn++)
        {
            var start = Stopwatch.GetTimestamp();
            Work(_data);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return best;
    }

    private static void Work(float[] data)
    {
        for (var i = 0; i < data.Length; i++)
        {
            data[i] = (i * 2654435761u % 65536u) / 65536f;
        }

        for (var round = 0; round < Rounds; round++)
        {
            var carry = 0f;
            for (var i = 0; i < data.Length; i++)
            {
                carry = (0.5f * carry) + MathF.Abs(data[i] - 0.25f);
                data[i] = carry - (0.375f * data[i]);
            }
        }
    }
}
