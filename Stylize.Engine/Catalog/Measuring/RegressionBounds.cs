namespace Stylize.Engine.Measuring;

/// <summary>Checks measured rows against the bounds of their operation.</summary>
internal static class RegressionBounds
{
    /// <summary>Returns one message per bound that a row violates. Only rows with the preset and size of the bound are
    /// checked, and the count only for the standard photograph.</summary>
    /// <param name="row">The measured row.</param>
    public static IEnumerable<string> Broken(OperationDefinition operation, MeasurementRow row)
    {
        if (operation.Bound is not { } bound || row.Preset != bound.Preset || row.Width != bound.Side
            || row.Height != bound.Side)
        {
            yield break;
        }

        if (row.Median >= bound.MaxMilliseconds)
        {
            yield return Invariant(
                $"{row.Operation} takes {row.Median:0} ms at {bound.Side}x{bound.Side}; the limit is {bound.MaxMilliseconds} ms.");
        }

        if (row.Image == nameof(StandardImageKind.Photograph)
            && (row.ItemCount < bound.MinItems || row.ItemCount > bound.MaxItems))
        {
            var counted = operation.CountEntry?.ToLowerInvariant();
            var made = Invariant($"{row.Operation} creates {row.ItemCount} {counted} from the standard photograph");
            yield return Invariant($"{made}; the limits are {bound.MinItems} to {bound.MaxItems}.");
        }
    }
}
