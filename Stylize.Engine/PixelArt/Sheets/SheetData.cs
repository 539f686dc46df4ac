namespace Stylize.Engine.PixelArt.Sheets;

/// <summary>The two shapes in which Aseprite tells where the frames of a sheet stand.</summary>
public enum SheetData
{
    /// <summary>An object with a member for each frame, by its name.</summary>
    Hash,

    /// <summary>An array of frames with their names.</summary>
    Array,
}
