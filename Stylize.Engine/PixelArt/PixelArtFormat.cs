namespace Stylize.Engine.PixelArt;

/// <summary>The file formats of pixel art.</summary>
public enum PixelArtFormat
{
    /// <summary>A still PNG; of an animation its first frame.</summary>
    Png,

    /// <summary>GIF, which moves where the input does.</summary>
    Gif,

    /// <summary>PNG, which moves where the input does.</summary>
    Apng,

    /// <summary>Lossless WebP, which moves where the input does.</summary>
    Webp,

    /// <summary>A PNG for each frame, numbered from 0.</summary>
    Frames,

    /// <summary>All frames in one PNG, and beside it a JSON file that tells where they stand, as Aseprite exports it.</summary>
    SpriteSheet,
}
