namespace Stylize.Engine.Segmentation.Plates;

/// <summary>Order of the tiles of a montage.</summary>
public enum MontageLayout
{
    /// <summary>Every row from left to right.</summary>
    RowMajor,

    /// <summary>The first row from left to right, the second from right to left, and so on.</summary>
    Snake,
}
