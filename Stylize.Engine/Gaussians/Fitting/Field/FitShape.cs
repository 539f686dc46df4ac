using System.Runtime.InteropServices;

namespace Stylize.Engine.Gaussians.Fitting.Field;

/// <summary>What the loops over pixels need of a Gaussian, in one cache line; dx and dy are offsets from the centre in pixels.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FitShape
{
    /// <summary>Columns of eight pixels whose rows are kept, from the one that holds <see cref="Left"/> on.</summary>
    public const int KeptColumns = 4;

    /// <summary>Most rows of a Gaussian whose columns' rows are kept.</summary>
    public const int KeptRows = byte.MaxValue;

    /// <summary>Stands for <see cref="FirstRows"/> of a larger Gaussian.</summary>
    public const uint NotKept = uint.MaxValue;

    /// <summary>Centre in pixels.</summary>
    public float X;

    /// <summary>Centre in pixels.</summary>
    public float Y;

    /// <summary>Coefficient of dx² in the binary logarithm of exp(-q/2).</summary>
    public float XX;

    /// <summary>Coefficient of dx dy.</summary>
    public float XY;

    /// <summary>Coefficient of dy².</summary>
    public float YY;

    /// <summary>See <see cref="FitStrip.StepChange"/>; of a Gaussian whose columns' rows are not kept 2^(2 YY).</summary>
    public float StepChange;

    /// <summary>Weight, above 0.</summary>
    public float Weight;

    /// <summary>Sample of the first channel.</summary>
    public float Color0;

    /// <summary>Sample of the second channel, where there is one.</summary>
    public float Color1;

    /// <summary>Sample of the third channel, where there is one.</summary>
    public float Color2;

    /// <summary>Sample of the fourth channel, where there is one.</summary>
    public float Color3;

    /// <summary>First column of the outline's box, clipped to the image as the other three are.</summary>
    public int Left;

    /// <summary>Column after the last.</summary>
    public int Right;

    /// <summary>First row.</summary>
    public int Top;

    /// <summary>First rows of the kept columns, counted from <see cref="Top"/>, a byte each; or <see cref="NotKept"/>.</summary>
    public uint FirstRows;

    /// <summary>Rows after the last ones, likewise.</summary>
    public uint EndRows;
}
