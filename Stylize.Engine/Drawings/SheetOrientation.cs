namespace Stylize.Engine.Drawings;

/// <summary>Orientation of a sheet.</summary>
public enum SheetOrientation
{
    /// <summary>Same orientation as the image.</summary>
    Auto,

    /// <summary>Taller than wide.</summary>
    Portrait,

    /// <summary>Wider than tall.</summary>
    Landscape,
}
