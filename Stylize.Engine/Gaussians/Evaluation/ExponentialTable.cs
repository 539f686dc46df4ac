namespace Stylize.Engine.Gaussians.Evaluation;

/// <summary>exp(-h) for h from 0 to 12, the nearest of 4096 entries of a table. Relative error at most 0.15 %.</summary>
public static class ExponentialTable
{
    /// <summary>Entries of the table.</summary>
    public const int Count = 4096;

    /// <summary>Largest h of the table.</summary>
    public const float MaxArgument = 12;

    /// <summary>Entries from h to h + 1.</summary>
    internal const float StepsPerUnit = (Count - 1) / MaxArgument;

    private static readonly float[] Values = [.. Enumerable.Range(0, Count).Select(i => (float)Math.Exp(-i / (double)StepsPerUnit))];

    /// <summary>The entries: exp(-12 i / 4095).</summary>
    internal static ReadOnlySpan<float> Entries => Values;

    /// <summary>exp(-h) by the nearest entry.</summary>
    /// <param name="h">0 to 12; values outside are clamped.</param>
    public static float Evaluate(float h) => Values[(int)(Math.Clamp(h, 0, MaxArgument) * StepsPerUnit + 0.5f)];
}
