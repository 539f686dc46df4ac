namespace Stylize.Engine.Segmentation.Regions;

/// <summary>A column of a table of regions.</summary>
/// <param name="Name">The name, such as "MeanIntensity". Where the channel has a name, that follows: "MeanIntensity_GFP".</param>
/// <param name="Channel">Index of the measured channel, or -1 where the property does not depend on intensity.</param>
/// <param name="Item">Index of the value among those of the property, such as 1 for the Y of a centroid.</param>
/// <param name="Power">Power of the pixel size that the value is multiplied by: 1 for lengths, 2 for areas, 0 otherwise.</param>
/// <param name="IsInteger">True where values are whole numbers if the pixel size is 1.</param>
public sealed record RegionColumn(string Name, RegionProperties Property, int Channel, int Item, int Power, bool IsInteger)
{
    /// <summary>The columns of some properties: the label, then the properties in the order of <see cref="RegionProperties"/>.</summary>
    /// <param name="channels">Names of the measured channels; "" for the only channel of an image.</param>
    public static IReadOnlyList<RegionColumn> For(RegionProperties properties, IReadOnlyList<string> channels)
    {
        var columns = new List<RegionColumn> { new("Label", RegionProperties.None, -1, 0, 0, true) };
        for (var bit = 0; bit < 25; bit++)
        {
            var property = (RegionProperties)(1u << bit);
            if ((properties & property) == 0)
            {
                continue;
            }

            if ((property & RegionProperties.Intensity) == 0)
            {
                AddItems(columns, property, -1, "");
                continue;
            }

            for (var channel = 0; channel < channels.Count; channel++)
            {
                AddItems(columns, property, channel, channels[channel].Length == 0 ? "" : "_" + channels[channel]);
            }
        }

        return columns;
    }

    private static void AddItems(List<RegionColumn> columns, RegionProperties property, int channel, string suffix)
    {
        var (power, isInteger) = property switch
        {
            RegionProperties.Area or RegionProperties.ConvexArea => (2, true),
            RegionProperties.BoundingBox or RegionProperties.EulerNumber
                or RegionProperties.MinimumIntensity or RegionProperties.MaximumIntensity => (0, true),
            RegionProperties.MajorAxisLength or RegionProperties.MinorAxisLength or RegionProperties.EquivalentDiameter
                or RegionProperties.Perimeter or RegionProperties.CroftonPerimeter
                or RegionProperties.MaximumFeretDiameter or RegionProperties.MinimumFeretDiameter => (1, false),
            _ => (0, false),
        };
        var names = Names(property);
        for (var item = 0; item < names.Length; item++)
        {
            columns.Add(new RegionColumn(names[item] + suffix, property, channel, item, power, isInteger));
        }
    }

    private static string[] Names(RegionProperties property) => property switch
    {
        RegionProperties.BoundingBox => ["Left", "Top", "Right", "Bottom"],
        RegionProperties.Centroid => ["CentroidX", "CentroidY"],
        RegionProperties.WeightedCentroid => ["WeightedCentroidX", "WeightedCentroidY"],
        RegionProperties.Moments => Grid("Moment"),
        RegionProperties.CentralMoments => Grid("CentralMoment"),
        RegionProperties.NormalizedMoments => Grid("NormalizedMoment"),
        RegionProperties.HuMoments => [.. Enumerable.Range(1, 7).Select(i => $"HuMoment{i}")],
        _ => [property.ToString()],
    };

    private static string[] Grid(string name) => [.. Enumerable.Range(0, 16).Select(i => $"{name}{i / 4}{i % 4}")];
}
