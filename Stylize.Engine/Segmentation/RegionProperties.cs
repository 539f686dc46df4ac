namespace Stylize.Engine.Segmentation;

/// <summary>Measurable properties of a region, as defined by regionprops in scikit-image 0.19 unless stated.</summary>
[Flags]
public enum RegionProperties : uint
{
    /// <summary>Only the label.</summary>
    None = 0,

    /// <summary>Number of pixels; with a pixel size, the area.</summary>
    Area = 1,

    /// <summary>First column and row, and the column and row after the last. Pixels.</summary>
    BoundingBox = 1 << 1,

    /// <summary>Mean column and row of the pixels. Pixels.</summary>
    Centroid = 1 << 2,

    /// <summary>Mean column and row weighted by intensity, for each measured channel. Pixels.</summary>
    WeightedCentroid = 1 << 3,

    /// <summary>Angle between the row axis and the major axis of the ellipse with the same second moments, -pi/2 to
    /// pi/2.</summary>
    Orientation = 1 << 4,

    /// <summary>Eccentricity of the ellipse with the same second moments, [0,1).</summary>
    Eccentricity = 1 << 5,

    /// <summary>Length of the major axis of that ellipse.</summary>
    MajorAxisLength = 1 << 6,

    /// <summary>Length of the minor axis of that ellipse.</summary>
    MinorAxisLength = 1 << 7,

    /// <summary>Diameter of the circle of the same area.</summary>
    EquivalentDiameter = 1 << 8,

    /// <summary>Area divided by convex area, (0,1].</summary>
    Solidity = 1 << 9,

    /// <summary>Number of pixels whose center is in or on the convex hull of the midpoints of the pixel
    /// edges.</summary>
    ConvexArea = 1 << 10,

    /// <summary>Area divided by the area of the bounding box, (0,1].</summary>
    Extent = 1 << 11,

    /// <summary>Length of the line through the centers of the border pixels, by 4-neighborhoods (Benkrid and Crookes
    /// 2000).</summary>
    Perimeter = 1 << 12,

    /// <summary>Perimeter by the Crofton formula in four directions (Ohser, Nagel and Schladitz 2002).</summary>
    CroftonPerimeter = 1 << 13,

    /// <summary>Number of objects minus number of holes, objects 8-connected.</summary>
    EulerNumber = 1 << 14,

    /// <summary>Maximum Feret diameter: the maximum distance between two points of the outline of the convex hull
    /// image.</summary>
    MaximumFeretDiameter = 1 << 15,

    /// <summary>Minimum Feret diameter: the minimum width of that outline (not in scikit-image).</summary>
    MinimumFeretDiameter = 1 << 16,

    /// <summary>Lowest intensity, for each measured channel.</summary>
    MinimumIntensity = 1 << 17,

    /// <summary>Mean intensity, for each measured channel.</summary>
    MeanIntensity = 1 << 18,

    /// <summary>Highest intensity, for each measured channel.</summary>
    MaximumIntensity = 1 << 19,

    /// <summary>Population standard deviation of the intensity, for each measured channel.</summary>
    IntensityStandardDeviation = 1 << 20,

    /// <summary>Raw moments about the upper left corner of the bounding box, row power before column power, each 0 to
    /// 3.</summary>
    Moments = 1 << 21,

    /// <summary>Central moments, row power before column power, each 0 to 3.</summary>
    CentralMoments = 1 << 22,

    /// <summary>Central moments normalized for scale; NaN for orders 0 and 1.</summary>
    NormalizedMoments = 1 << 23,

    /// <summary>The seven moment invariants of Hu (1962).</summary>
    HuMoments = 1 << 24,

    /// <summary>Number of pixels of the ring around the region; with a pixel size, the area.</summary>
    RingArea = 1 << 25,

    /// <summary>Lowest intensity in the ring, for each measured channel.</summary>
    RingMinimumIntensity = 1 << 26,

    /// <summary>Mean intensity in the ring, for each measured channel.</summary>
    RingMeanIntensity = 1 << 27,

    /// <summary>Highest intensity in the ring, for each measured channel.</summary>
    RingMaximumIntensity = 1 << 28,

    /// <summary>Population standard deviation of the intensity in the ring, for each measured channel.</summary>
    RingIntensityStandardDeviation = 1 << 29,

    /// <summary>Mean intensity of the region divided by that of the ring, for each measured channel.</summary>
    RingIntensityRatio = 1 << 30,

    /// <summary>All properties of the ring.</summary>
    Ring = RingArea | RingMinimumIntensity | RingMeanIntensity | RingMaximumIntensity | RingIntensityStandardDeviation
        | RingIntensityRatio,

    /// <summary>All except moments; these are the columns of the database.</summary>
    Standard = ((1 << 21) - 1) | Ring,

    /// <summary>All properties.</summary>
    All = (1u << 31) - 1,

    /// <summary>All properties that depend on intensity.</summary>
    Intensity = WeightedCentroid | MinimumIntensity | MeanIntensity | MaximumIntensity | IntensityStandardDeviation
        | RingMinimumIntensity | RingMeanIntensity | RingMaximumIntensity | RingIntensityStandardDeviation
        | RingIntensityRatio,
}

/// <summary>Further measurements of regions, which take longer than all properties together.</summary>
[Flags]
public enum RegionMeasures
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Number of regions nearby, distances to the nearest ones, and the share of the border that touches
    /// others.</summary>
    Neighbors = 1,

    /// <summary>Correlation and overlap of each pair of channels (Manders, Verbeek and Aten 1993).</summary>
    Colocalization = 1 << 1,

    /// <summary>Texture from gray levels of adjacent pixels (Haralick, Shanmugam and Dinstein 1973), for each
    /// channel.</summary>
    Texture = 1 << 2,

    /// <summary>Loss of intensity by openings of growing size, for each channel.</summary>
    Granularity = 1 << 3,

    /// <summary>Distribution of intensity from the center to the border, for each channel.</summary>
    Radial = 1 << 4,

    /// <summary>All of these.</summary>
    All = (1 << 5) - 1,
}
