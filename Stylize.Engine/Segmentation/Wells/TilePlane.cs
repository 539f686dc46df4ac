namespace Stylize.Engine.Segmentation.Wells;

/// <summary>A page of a file, from 0.</summary>
public sealed record TilePlane(string Path, int Page)
{
    /// <summary>Returns the path, and the page unless it is the first.</summary>
    public override string ToString() => Page == 0 ? Path : Invariant($"{Path}#{Page}");
}
