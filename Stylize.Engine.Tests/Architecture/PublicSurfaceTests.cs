using System.Reflection;

namespace Stylize.Engine.Tests.Architecture;

/// <summary>What C# programs can use of the libraries is listed, so that no change of it goes unnoticed.</summary>
public sealed class PublicSurfaceTests
{
    private const string Variable = "STYLIZE_SURFACE";
    private const string Command =
        $"{Variable}=write dotnet test Stylize.Engine.Tests --filter FullyQualifiedName~PublicSurfaceTests";

    private const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic
        | BindingFlags.Instance | BindingFlags.Static;

    [Fact]
    public void The_file_lists_the_public_types_and_members_of_the_libraries()
    {
        var path = Checkout.Path("Stylize.Engine.Tests", "Architecture", "PublicSurface.txt");
        string[] now = [.. typeof(StylizeException).Assembly.GetExportedTypes()
            .Concat(typeof(ImageCodecs).Assembly.GetExportedTypes())
            .SelectMany(type => Members(type).Prepend(Text(type)).Distinct())
            .Order(StringComparer.Ordinal)];
        if (Environment.GetEnvironmentVariable(Variable) == "write") File.WriteAllLines(path, now);

        var listed = File.ReadAllLines(path);
        string[] different =
            [.. listed.Except(now).Select(line => "- " + line), .. now.Except(listed).Select(line => "+ " + line)];
        Assert.True(different.Length == 0, $"""
            The public surface of the libraries changed (-: listed, +: now):
            {string.Join("\n", different.Take(30))}
            If programs should see the change, describe it in CHANGELOG.md and run: {Command}
            """);
    }

    /// <summary>Returns the members that programs can use, without those that the compiler adds to records.</summary>
    private static IEnumerable<string> Members(Type type) => type.GetMembers(Declared)
        .Where(member => member is not Type && IsVisible(member)
            && !member.IsDefined(typeof(CompilerGeneratedAttribute))
            && member is not MethodInfo { IsSpecialName: true })
        .Select(member => $"{Text(type)}.{member.Name}{Parameters(member)}{ValueOf(member)}");

    private static bool IsVisible(MemberInfo member) => member switch
    {
        MethodBase method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly,
        FieldInfo field => field.IsPublic || field.IsFamily,
        PropertyInfo property => property.GetAccessors(nonPublic: true).Any(IsVisible),
        _ => true,
    };

    private static string Parameters(MemberInfo member) => member is MethodBase method
        ? $"({string.Join(", ", method.GetParameters().Select(one => $"{Text(one.ParameterType)} {one.Name}"))})" : "";

    private static string ValueOf(MemberInfo member) => member switch
    {
        MethodInfo method => " " + Text(method.ReturnType),
        PropertyInfo property => " " + Text(property.PropertyType),
        FieldInfo { DeclaringType.IsEnum: true } => "",
        FieldInfo field => " " + Text(field.FieldType),
        _ => "",
    };

    private static string Text(Type type) => Regex.Replace($"{type}", @"\bSystem\.|Collections\.Generic\.|`\d", "");
}
