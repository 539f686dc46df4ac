namespace Stylize.Engine.Imaging.Kit.Regions;

/// <summary>Disjoint sets of numbered elements (union-find). Each element has a parent in its set, and the root of a
/// set is its own parent. Callers own the parents, which may be part of another array, such as that of unvisited
/// pixels.</summary>
/// <remarks>Path halving (Tarjan and van Leeuwen, Journal of the ACM 31, 1984) keeps paths short: an operation takes a
/// few reads.</remarks>
/// <example><code>
/// var parents = DisjointSets.Singletons(5);
/// DisjointSets.Unite(parents, 0, 3);
/// DisjointSets.Unite(parents, 3, 4);
/// Assert.Equal(0, DisjointSets.Root(parents, 4));
/// Assert.Equal(3, DisjointSets.Number(parents, first: 1)); // the sets {0, 3, 4}, {1} and {2}
/// Assert.Equal([1, 2, 3, 1, 1], parents);
/// </code></example>
internal static class DisjointSets
{
    /// <summary>Returns the parents of elements that are each a set of its own.</summary>
    public static int[] Singletons(int count) => [.. Enumerable.Range(0, count)];

    /// <summary>Returns the root of the set of an element.</summary>
    /// <param name="parents">Elements that are in no set may have any value.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Root(Span<int> parents, int element)
    {
        // A parent is an element, so only the first index needs the check of spans. Basins of pixels call this for each
        // neighbor.
        ref var first = ref MemoryMarshal.GetReference(parents);
        for (var parent = parents[element]; parent != element; parent = Unsafe.Add(ref first, element))
        {
            element = Unsafe.Add(ref first, element) = Unsafe.Add(ref first, parent);
        }

        return element;
    }

    /// <summary>Unites the sets of two elements. The lower one of their roots remains.</summary>
    public static void Unite(Span<int> parents, int a, int b)
    {
        // Most neighbors of a picture are already in one set.
        if (parents[a] == parents[b]) return;

        (a, b) = (Root(parents, a), Root(parents, b));
        parents[Math.Max(a, b)] = Math.Min(a, b);
    }

    /// <summary>Replaces each parent with the number of its set, in the order of the roots, and returns the number of
    /// sets. Each root must be the lowest element of its set.</summary>
    /// <param name="first">The number of the first set.</param>
    public static int Number(Span<int> parents, int first)
    {
        // A parent comes before its children.
        var next = first;
        for (var element = 0; element < parents.Length; element++)
        {
            parents[element] = parents[element] == element ? next++ : parents[parents[element]];
        }

        return next - first;
    }
}
