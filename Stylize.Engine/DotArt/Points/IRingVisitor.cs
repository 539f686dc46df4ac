namespace Stylize.Engine.DotArt.Points;

/// <summary>
/// What <see cref="RingSearch"/> does with the sites it comes across. Implemented by structs, so that the loop is compiled for each.
/// </summary>
internal interface IRingVisitor
{
    /// <summary>Asked before each ring: true to end the search.</summary>
    /// <param name="ring">Number of the ring; 0 is the cell of the place itself.</param>
    /// <param name="distance">No site of this ring or a later one is nearer to the place than this.</param>
    bool IsDone(int ring, float distance);

    /// <summary>Takes the sites [first, end).</summary>
    void Visit(int first, int end);
}
