namespace Stylize.Engine.Telemetry;

/// <summary>Bounds that hold on any machine of the last ten years, with a wide margin: what leaves them is broken, whatever the baseline says.</summary>
/// <remarks>A dot-art image of 1000 x 1000 pixels in the default preset takes less than 500 ms, and a photograph's has 1,000 to 10,000 dots.</remarks>
public static class RegressionBounds
{
    private const double MostMilliseconds = 500;
    private const long FewestDots = 1_000;
    private const long MostDots = 10_000;

    /// <summary>What a row breaks, one sentence each; none for rows that no bound is about.</summary>
    public static IEnumerable<string> Broken(MeasurementRow row)
    {
        if (row is not { Operation: "DotArt", Preset: "Default", Width: 1000, Height: 1000 })
        {
            yield break;
        }

        if (row.Median >= MostMilliseconds)
        {
            yield return FormattableString.Invariant($"DotArt takes {row.Median:0} ms at 1000x1000; it must take less than {MostMilliseconds} ms.");
        }

        if (row.Image == nameof(StandardImageKind.Photograph) && row.Made is < FewestDots or > MostDots)
        {
            yield return FormattableString.Invariant($"DotArt makes {row.Made} dots of the standard photograph; it must make {FewestDots} to {MostDots}.");
        }
    }
}
