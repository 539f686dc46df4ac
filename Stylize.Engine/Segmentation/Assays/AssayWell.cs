using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Assays;

/// <summary>What a well of a screen holds.</summary>
public enum WellRole
{
    /// <summary>A compound.</summary>
    Sample,

    /// <summary>The control without an effect, such as the solvent.</summary>
    Negative,

    /// <summary>The control with the full effect.</summary>
    Positive,

    /// <summary>No cells or no stain: the value without a signal.</summary>
    Blank,
}

/// <summary>A well with its contents and its value, such as the mean over its cells.</summary>
/// <param name="Plate">The experiment.</param>
/// <param name="Compound">Name of the compound; "" for none.</param>
/// <param name="Concentration">Concentration of the compound; null if unknown.</param>
/// <param name="Value">NaN if the well has no value.</param>
public sealed record AssayWell(
    string Plate, string Well, WellRole Role, string Compound, double? Concentration, double Value)
{
    /// <summary>The value without the effects of its row and column; the value itself unless they are
    /// corrected.</summary>
    public double Corrected { get; init; } = Value;

    /// <summary>The corrected value relative to the controls of its plate; NaN without controls or value.</summary>
    public double Normalized { get; init; } = double.NaN;

    /// <summary>
    /// Difference from the median of the reference wells of the plate, in robust standard deviations (1.4826 times the
    /// median absolute deviation). References are the negative controls; on a plate with fewer than two, the samples.
    /// </summary>
    public double RobustZ { get; init; } = double.NaN;

    /// <summary>
    /// Residual of the value after the effects of its row and column, in robust standard deviations of the residuals
    /// (Brideau et al. 2003).
    /// </summary>
    public double BScore { get; init; } = double.NaN;
}

/// <summary>Reads the contents of wells from the columns of a plate map.</summary>
/// <param name="controls">
/// Names of compounds that are controls, by role; they override a column "role". The other columns are "compound", and
/// "concentration" or "dose". Case does not matter, nor does a unit in parentheses or brackets, such as in
/// "Concentration (uM)".
/// </param>
public sealed class PlateContents(IReadOnlyDictionary<string, WellRole> controls)
{
    /// <summary>Parses names of controls such as negative=DMSO.</summary>
    /// <exception cref="StylizeException">OptionInvalid, naming Control.</exception>
    public static PlateContents FromControls(IEnumerable<string> controls)
    {
        var roles = new Dictionary<string, WellRole>(StringComparer.OrdinalIgnoreCase);
        foreach (var text in controls)
        {
            var at = text.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0 || ParseRole(text[..at].Trim()) is not { } role
                || text[(at + 1)..].Trim() is not { Length: > 0 } compound)
            {
                throw StylizeException.Option(
                    "Control", text,
                    "a role and a compound, such as negative=DMSO; roles are negative, positive and blank");
            }

            roles[compound] = role;
        }

        return new(roles);
    }

    /// <summary>Returns the first control that no well has; null if each is one.</summary>
    public string? Unused(IReadOnlyCollection<AssayWell> wells) => controls.Keys.FirstOrDefault(
        name => !wells.Any(well => well.Compound.Equals(name, StringComparison.OrdinalIgnoreCase)));

    /// <summary>Reads a plate map and the contents of all its wells.</summary>
    /// <exception cref="StylizeException">
    /// OptionInvalid, with the file as target: it is not a plate map, or a role or concentration in it cannot be read.
    /// </exception>
    public PlateMap ReadMap(string path)
    {
        var map = PlateMap.Read(path);
        foreach (var well in map.Wells)
        {
            Read("", well, map.Contents(well), 0, path);
        }

        return map;
    }

    /// <summary>Returns a sentence about the column that a map of compounds lacks; null if it has all, or none of
    /// them.</summary>
    public static string? Missing(IReadOnlyCollection<string> columns)
    {
        var hasCompound = Find(columns, "compound") is not null;
        var lacks = !hasCompound ? (Find(columns, "role") is null ? null : "compound")
            : Find(columns, "concentration") is null && Find(columns, "dose") is null
                && columns.Any(column => NameOf(column) is not ("well" or "compound" or "role"))
                ? "concentration" : null;
        return lacks is null ? null : StylizeException.Verbatim(
            $"The plate map has no column {lacks} (found: {string.Join(", ", columns)}), so that "
            + (hasCompound ? "all wells of a compound are one treatment." : "all samples are one treatment."));
    }

    /// <summary>Returns a well with its contents; null if the map says nothing about it.</summary>
    /// <param name="file">The plate map; null for that of the run.</param>
    /// <exception cref="StylizeException">
    /// OptionInvalid, with PlateMap or the file as target: the role or the concentration cannot be read.
    /// </exception>
    public AssayWell? Read(
        string plate, string well, IEnumerable<KeyValuePair<string, string>> contents, double value,
        string? file = null)
    {
        var columns = contents.ToLookup(pair => pair.Key, pair => pair.Value.Trim());
        string[] names = [.. columns.Select(column => column.Key)];
        string Field(string name) => Find(names, name) is { } column ? columns[column].First() : "";
        var (compound, text) = (Field("compound"), Field("role"));
        if (text.Length + compound.Length == 0) return null;

        var role = controls.TryGetValue(compound, out var control) ? control
            : text.Length == 0 ? WellRole.Sample
            : ParseRole(text)
                ?? throw Refused(Errors.RoleInvalid, text);
        var dose = Find(names, "concentration") is null ? Field("dose") : Field("concentration");
        double? concentration = null;
        if (role == WellRole.Sample && dose.Length > 0)
        {
            concentration = TryNumber(dose, out var number) && double.IsFinite(number) && number >= 0
                ? number : throw Refused(
                    PlateMap.IsNumber(dose, ',') ? Errors.DecimalComma : Errors.ConcentrationInvalid, dose);
        }

        return new AssayWell(plate, well, role, compound, concentration, value);

        StylizeException Refused(ErrorText error, string typed) =>
            error.With(file ?? "PlateMap", file is null ? "of the run" : $"'{file}'", typed, well);
    }

    private static WellRole? ParseRole(string text) =>
        Enum.TryParse<WellRole>(text, ignoreCase: true, out var role) && Enum.IsDefined(role)
            && !char.IsAsciiDigit(text[0]) ? role : null;

    /// <summary>Returns the column of a name, the one without a unit if there are several.</summary>
    private static string? Find(IEnumerable<string> columns, string name) =>
        columns.Where(column => NameOf(column) == name).Min(StringComparer.OrdinalIgnoreCase);

    private static string NameOf(string column) =>
        (column.IndexOfAny(['(', '[']) is > 0 and var unit ? column[..unit] : column).Trim().ToLowerInvariant();
}
