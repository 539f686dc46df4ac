namespace Stylize.Engine.DotArt;

/// <summary>Format of the written file.</summary>
public enum DotFormat
{
    /// <summary>Scalable Vector Graphics.</summary>
    Svg,

    /// <summary>The same dots drawn with antialiasing.</summary>
    Png,

    /// <summary>Commands of a pen plotter, HP-GL.</summary>
    Hpgl,
}
