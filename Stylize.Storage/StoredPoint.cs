namespace Stylize.Storage;

/// <summary>A tracked cell at one timepoint.</summary>
/// <param name="AlignedX">The column, less by how far the picture moved since the first timepoint.</param>
/// <param name="AlignedY">The row, less by how far the picture moved since the first timepoint.</param>
/// <param name="Area">Area; null where it was not measured.</param>
public sealed record StoredPoint(
    int Timepoint, double X, double Y, double AlignedX, double AlignedY, double? Area, IReadOnlyList<KeyValuePair<string, double?>> Means)
{
    /// <summary>Names and values, in the order to show them.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Describe() =>
    [
        new("timepoint", Timepoint), new("x", X), new("y", Y), new("aligned_x", AlignedX), new("aligned_y", AlignedY), new("area", Area),
        .. Means.Select(mean => new KeyValuePair<string, object?>("mean_" + mean.Key, mean.Value)),
    ];
}
