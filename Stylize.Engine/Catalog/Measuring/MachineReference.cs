namespace Stylize.Engine.Measuring;

/// <summary>A fixed workload that shares no code with the operations and is timed with every sample. It measures the
/// current speed of the machine, so that samples from different days or from a shared machine can be compared as
/// ratios.</summary>
internal static class MachineReference
{
    private const int Length = 1 << 16;

    [ThreadStatic]
    private static float[]? _data;

    /// <summary>Runs the workload three times and returns the shortest time in milliseconds; about 2 ms on a machine of
    /// 2025.</summary>
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

        for (var round = 0; round < 24; round++)
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
