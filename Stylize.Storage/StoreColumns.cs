namespace Stylize.Storage;

/// <summary>Which column of a <see cref="Engine.Segmentation.Regions.RegionTable"/> goes into which column of the database.</summary>
internal static class StoreColumns
{
    /// <summary>Columns of the table "cell" after id, tile_id, label and track.</summary>
    public static readonly (string Sql, string Region)[] Cell =
    [
        ("area", "Area"), ("box_left", "Left"), ("box_top", "Top"), ("box_right", "Right"), ("box_bottom", "Bottom"),
        ("centroid_x", "CentroidX"), ("centroid_y", "CentroidY"), ("orientation", "Orientation"), ("eccentricity", "Eccentricity"),
        ("major_axis_length", "MajorAxisLength"), ("minor_axis_length", "MinorAxisLength"), ("equivalent_diameter", "EquivalentDiameter"),
        ("solidity", "Solidity"), ("convex_area", "ConvexArea"), ("extent", "Extent"), ("perimeter", "Perimeter"),
        ("crofton_perimeter", "CroftonPerimeter"), ("euler_number", "EulerNumber"),
        ("maximum_feret_diameter", "MaximumFeretDiameter"), ("minimum_feret_diameter", "MinimumFeretDiameter"),
    ];

    /// <summary>
    /// Columns of the table "intensity" after cell_id and channel_id. In the table of regions an underscore and the channel's name follow.
    /// </summary>
    public static readonly (string Sql, string Region)[] Intensity =
    [
        ("minimum", "MinimumIntensity"), ("mean", "MeanIntensity"), ("maximum", "MaximumIntensity"),
        ("standard_deviation", "IntensityStandardDeviation"),
        ("weighted_centroid_x", "WeightedCentroidX"), ("weighted_centroid_y", "WeightedCentroidY"),
        ("puncta", "PunctaCount"), ("puncta_mean", "PunctaMean"), ("puncta_total", "PunctaTotal"),
    ];
}
