namespace Stylize.Engine.Gaussians.Files;

/// <summary>Types of chunks: four ASCII letters. A capital first letter marks chunks that a reader must know to read the file.</summary>
internal static class ChunkType
{
    public const string Header = "HEAD";
    public const string Metadata = "META";
    public const string Provenance = "prov";
    public const string Layer = "LAYR";
    public const string Part = "PART";
    public const string End = "DONE";

    /// <summary>Bytes around a chunk's data: length, type, CRC.</summary>
    public const int Overhead = 12;
}
