namespace Stylize.Engine.Segmentation;

/// <summary>What can be measured of a region; only what is asked for is computed. Definitions are those of scikit-image 0.19's regionprops unless stated.</summary>
[Flags]
public enum RegionProperties : uint
{
    /// <summary>The label alone.</summary>
    None = 0,

    /// <summary>Number of pixels; with a pixel size, the area.</summary>
    Area = 1,

    /// <summary>First column and row, and the column and row after the last. Pixels.</summary>
    BoundingBox = 1 << 1,

    /// <summary>Mean position. Pixels.</summary>
    Centroid = 1 << 2,

    /// <summary>Mean position weighted by intensity, for each measured channel. Pixels.</summary>
    WeightedCentroid = 1 << 3,

    /// <summary>Angle between the rows' axis (downwards) and the major axis, -pi/2 to pi/2 radians.</summary>
    Orientation = 1 << 4,

    /// <summary>Eccentricity of the ellipse with the same second moments, [0,1).</summary>
    Eccentricity = 1 << 5,

    /// <summary>Length of the major axis of that ellipse.</summary>
    MajorAxisLength = 1 << 6,

    /// <summary>Length of the minor axis of that ellipse.</summary>
    MinorAxisLength = 1 << 7,

    /// <summary>Diameter of the circle of the same area.</summary>
    EquivalentDiameter = 1 << 8,

    /// <summary>Area over convex area, (0,1].</summary>
    Solidity = 1 << 9,

    /// <summary>Pixels whose centre lies in or on the convex hull of the midpoints of the region's pixel edges.</summary>
    ConvexArea = 1 << 10,

    /// <summary>Area over that of the bounding box, (0,1].</summary>
    Extent = 1 << 11,

    /// <summary>Length of the line through the centres of border pixels, by weighted 4-neighbourhoods (Benkrid and Crookes).</summary>
    Perimeter = 1 << 12,

    /// <summary>Perimeter by the Crofton formula in four directions.</summary>
    CroftonPerimeter = 1 << 13,

    /// <summary>Objects minus holes, with 8-connected objects.</summary>
    EulerNumber = 1 << 14,

    /// <summary>Largest distance between two points of the contour of the convex hull image.</summary>
    MaximumFeretDiameter = 1 << 15,

    /// <summary>Smallest distance between two parallel lines that hold that contour (not in scikit-image).</summary>
    MinimumFeretDiameter = 1 << 16,

    /// <summary>Least intensity, for each measured channel.</summary>
    MinimumIntensity = 1 << 17,

    /// <summary>Mean intensity, for each measured channel.</summary>
    MeanIntensity = 1 << 18,

    /// <summary>Greatest intensity, for each measured channel.</summary>
    MaximumIntensity = 1 << 19,

    /// <summary>Population standard deviation of the intensity, for each measured channel.</summary>
    IntensityStandardDeviation = 1 << 20,

    /// <summary>Raw moments about the bounding box's corner, row power before column power, each 0 to 3.</summary>
    Moments = 1 << 21,

    /// <summary>Central moments, row power before column power, each 0 to 3.</summary>
    CentralMoments = 1 << 22,

    /// <summary>Scale-normalised central moments; those of order 0 and 1 are not a number.</summary>
    NormalizedMoments = 1 << 23,

    /// <summary>Hu's seven invariants.</summary>
    HuMoments = 1 << 24,

    /// <summary>What New-SegmentationMontage stores: everything but moments.</summary>
    Standard = (1 << 21) - 1,

    /// <summary>Everything.</summary>
    All = (1 << 25) - 1,

    /// <summary>Those that need pixel values.</summary>
    Intensity = WeightedCentroid | MinimumIntensity | MeanIntensity | MaximumIntensity | IntensityStandardDeviation,
}
