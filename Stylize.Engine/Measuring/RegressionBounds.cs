using Stylize.Engine.Operations;

namespace Stylize.Engine.Measuring;

/// <summary>Checks measured rows against the bounds that their operation states.</summary>
public static class RegressionBounds
{
    /// <summary>The bounds that a row breaks, one sentence each. None where the operation states no bound for such a row.</summary>
    /// <param name="operation">The operation that the row is about.</param>
    /// <param name="row">The measured row.</param>
    public static IEnumerable<string> Broken(OperationDescriptor operation, MeasurementRow row)
    {
        if (operation.Bound is not { } bound || row.Preset != "Default" || row.Width != bound.Side || row.Height != bound.Side)
        {
            yield break;
        }

        if (row.Median >= bound.MaxMilliseconds)
        {
            yield return FormattableString.Invariant(
                $"{row.Operation} takes {row.Median:0} ms at {bound.Side}x{bound.Side}; it must take less than {bound.MaxMilliseconds} ms.");
        }

        if (row.Image == nameof(StandardImageKind.Photograph) && (row.Made < bound.MinMade || row.Made > bound.MaxMade))
        {
            yield return FormattableString.Invariant(
                $"{row.Operation} makes {row.Made} {operation.CountEntry?.ToLowerInvariant()} of the standard photograph; it must make {bound.MinMade} to {bound.MaxMade}.");
        }
    }
}
