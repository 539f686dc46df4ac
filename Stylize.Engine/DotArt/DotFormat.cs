namespace Stylize.Engine.DotArt;

/// <summary>The file that is written.</summary>
public enum DotFormat
{
    /// <summary>Scalable vector graphics.</summary>
    Svg,

    /// <summary>The same dots drawn with antialiasing at the image's size.</summary>
    Png,
}
