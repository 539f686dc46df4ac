namespace Stylize.Engine.Segmentation.Plates;

/// <summary>The order in which the tiles of a montage are placed.</summary>
public enum MontageLayout
{
    /// <summary>Every row from left to right.</summary>
    RowMajor,

    /// <summary>The first row from left to right, the second from right to left, and so on.</summary>
    Snake,
}
