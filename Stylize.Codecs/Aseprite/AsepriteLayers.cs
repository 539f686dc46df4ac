namespace Stylize.Codecs.Aseprite;

/// <summary>A layer or a group of layers.</summary>
/// <param name="Parent">Number of its group; -1 without one.</param>
/// <param name="Tileset">The tileset of a tilemap.</param>
/// <param name="IsShown">True if the layer and its groups are visible.</param>
internal sealed record AsepriteLayer(
    AsepriteLayerKind Kind, int Parent, bool IsShown, bool IsBackground, AsepriteBlendMode Blend, int Opacity,
    uint Tileset)
{
    /// <summary>True for a group that is drawn on its own before it is blended: other groups give the same
    /// without.</summary>
    internal bool NeedsCanvas { get; set; }
}

internal enum AsepriteLayerKind
{
    Image,
    Group,
    Tilemap,
}

/// <summary>The layers of a sprite, from back to front.</summary>
/// <param name="Children">The numbers of the layers of each group, after those without a group; if groups are not
/// composed, all images and tilemaps.</param>
internal sealed record AsepriteLayers(IReadOnlyList<AsepriteLayer> All, IReadOnlyList<IReadOnlyList<int>> Children);

/// <summary>Collects the layers of a sprite.</summary>
/// <param name="hasOpacity">True if the opacity of layers is valid.</param>
/// <param name="composesGroups">True if groups have a valid blend mode and opacity, and are drawn on their own.</param>
internal sealed class AsepriteLayerList(bool hasOpacity, bool composesGroups)
{
    private const int MaxDepth = 100;

    private readonly List<AsepriteLayer> _layers = [];

    /// <summary>The open groups: the numbers of layers and their levels.</summary>
    private readonly Stack<(int Layer, int Level)> _path = [];

    internal void Add(LittleEndianReader fields, SourceStream source)
    {
        if (_layers.Count == AsepriteFile.MaxLayers)
        {
            throw SourceLimits.TooLarge(
                source.Name, "has too many layers", AsepriteFile.MaxLayers, nameof(AsepriteFile.MaxLayers));
        }

        var (flags, kind, level) = (fields.Word(), fields.Word(), fields.Word());
        fields.Skip(4);
        var (blend, opacity) = (fields.Word(), fields.Byte());
        fields.Skip(3);
        fields.Skip(fields.Word());
        if (kind > (int)AsepriteLayerKind.Tilemap) throw source.Unsupported(Invariant($"layers of type {kind}"));
        if (blend > (int)AsepriteBlendMode.Divide) throw source.Unsupported(Invariant($"blend mode {blend}"));

        while (_path.TryPeek(out var last) && last.Level >= level)
        {
            _path.Pop();
        }

        var parent = _path.TryPeek(out var group) ? group.Layer : -1;
        if (parent >= 0 && _layers[parent].Kind != AsepriteLayerKind.Group)
        {
            throw new InvalidDataException("A layer of the sprite is inside of one that is not a group.");
        }

        _path.Push((_layers.Count, level));
        if (_path.Count > MaxDepth) throw source.Unsupported(Invariant($"groups nested deeper than {MaxDepth}"));

        var isReference = (flags & 64) != 0;
        var isGroup = (AsepriteLayerKind)kind == AsepriteLayerKind.Group;
        var isBlended = isGroup ? composesGroups : true;
        _layers.Add(new AsepriteLayer(
            (AsepriteLayerKind)kind, parent,
            IsShown: (flags & 1) != 0 && !isReference && (parent < 0 || _layers[parent].IsShown),
            IsBackground: (flags & 8) != 0,
            isBlended ? (AsepriteBlendMode)blend : AsepriteBlendMode.Normal,
            hasOpacity && isBlended ? opacity : byte.MaxValue,
            (AsepriteLayerKind)kind == AsepriteLayerKind.Tilemap ? fields.Long() : 0));
    }

    /// <exception cref="StylizeException">ImageTooLarge: the canvases of nested groups have too many
    /// pixels.</exception>
    internal AsepriteLayers Complete(SourceStream source, long pixels, DecodeOptions options)
    {
        List<int>[] children = [.. Enumerable.Range(0, _layers.Count + 1).Select(_ => new List<int>())];
        foreach (var (i, layer) in _layers.Index())
        {
            if (composesGroups)
            {
                children[layer.Parent + 1].Add(i);
            }
            else if (layer.Kind != AsepriteLayerKind.Group)
            {
                children[0].Add(i);
            }
        }

        if (composesGroups)
        {
            MarkCanvases();
            RequireMemory();
        }

        return new AsepriteLayers(_layers, children);

        void RequireMemory()
        {
            var canvases = new int[_layers.Count];
            foreach (var (i, layer) in _layers.Index())
            {
                canvases[i] = (layer.Parent < 0 ? 1 : canvases[layer.Parent]) + (layer.NeedsCanvas ? 1 : 0);
                SourceLimits.Check(source.Name, pixels * canvases[i], 1, 1, options with { MaxSide = int.MaxValue });
            }
        }
    }

    /// <summary>Marks the groups that differ from their layers drawn one by one: groups with a blend mode or an
    /// opacity, and groups of layers with a blend mode, which then blend only within the group.</summary>
    private void MarkCanvases()
    {
        var hasBlend = new bool[_layers.Count];
        for (var i = _layers.Count - 1; i >= 0; i--)
        {
            var layer = _layers[i];
            layer.NeedsCanvas = layer.Kind == AsepriteLayerKind.Group
                && (hasBlend[i] || layer.Blend != AsepriteBlendMode.Normal || layer.Opacity < byte.MaxValue);
            if (layer.Parent >= 0)
            {
                hasBlend[layer.Parent] |= layer.Blend != AsepriteBlendMode.Normal
                    || (hasBlend[i] && !layer.NeedsCanvas);
            }
        }
    }
}
