namespace Stylize.Engine.Gaussians.Evaluation;

/// <summary>exp(-h) for h from 0 to 12 from a table of 4096 entries, without interpolation; relative error at most 0.15 %.</summary>
public static class ExponentialTable
{
    /// <summary>Entries of the table.</summary>
    public const int Count = 4096;

    /// <summary>Largest h that the table has.</summary>
    public const float Most = 12;

    /// <summary>Steps of the table for 1.</summary>
    internal const float StepsPerUnit = (Count - 1) / Most;

    private static readonly float[] Values = [.. Enumerable.Range(0, Count).Select(i => (float)Math.Exp(-i / (double)StepsPerUnit))];

    /// <summary>The entries: exp(-12 i / 4095).</summary>
    internal static ReadOnlySpan<float> Entries => Values;

    /// <summary>exp(-h) at the nearest entry.</summary>
    /// <param name="h">0 to 12; values outside are taken for the nearest end.</param>
    public static float Evaluate(float h) => Values[(int)(Math.Clamp(h, 0, Most) * StepsPerUnit + 0.5f)];
}
