namespace Stylize.Engine.DotArt;

/// <summary>How a sheet lies.</summary>
public enum SheetOrientation
{
    /// <summary>As the image lies.</summary>
    Auto,

    /// <summary>Higher than wide.</summary>
    Portrait,

    /// <summary>Wider than high.</summary>
    Landscape,
}
