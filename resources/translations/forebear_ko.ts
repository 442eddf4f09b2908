<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ko" sourcelanguage="en">
<context>
    <name>About</name>
    <message>
        <source>About Forebear</source>
        <translation>Forebear 정보</translation>
    </message>
    <message>
        <source>Apache License 2.0 · Qt {version}</source>
        <translation>Apache License 2.0 · Qt {version}</translation>
    </message>
    <message>
        <source>Qt and PySide are used under the LGPL 3; their libraries are files that can be replaced.</source>
        <translation>Qt와 PySide는 LGPL 3에 따라 사용하며, 해당 라이브러리는 다른 파일로 바꿀 수 있습니다.</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>읽는 중…</translation>
    </message>
    <message>
        <source>Licences</source>
        <translation>라이선스</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
</context>
<context>
    <name>Acts</name>
    <message>
        <source>&amp;Open a folder…</source>
        <translation>폴더 열기(&amp;O)…</translation>
    </message>
    <message>
        <source>&amp;Add a project to this graph…</source>
        <translation>이 그래프에 프로젝트 추가(&amp;A)…</translation>
    </message>
    <message>
        <source>Add &amp;source…</source>
        <translation>소스 추가(&amp;S)…</translation>
    </message>
    <message>
        <source>Read the records of another tool, from a folder, a database or a server</source>
        <translation>폴더, 데이터베이스, 서버에 있는 다른 도구의 기록을 읽습니다</translation>
    </message>
    <message>
        <source>&amp;Make the sample project</source>
        <translation>예제 프로젝트 만들기(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Read what is new</source>
        <translation>새로운 내용 읽기(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Problems</source>
        <translation>문제(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Close the project</source>
        <translation>프로젝트 닫기(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>끝내기(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation>뒤로(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;Forward</source>
        <translation>앞으로(&amp;F)</translation>
    </message>
    <message>
        <source>Find &amp;anything…</source>
        <translation>무엇이든 찾기(&amp;A)…</translation>
    </message>
    <message>
        <source>&amp;Go to what was copied</source>
        <translation>복사한 것으로 가기(&amp;G)</translation>
    </message>
    <message>
        <source>Show what the copied reference, digest or commit names</source>
        <translation>복사한 참조, 다이제스트 또는 커밋이 가리키는 것을 보여 줍니다</translation>
    </message>
    <message>
        <source>F&amp;ilter the navigator</source>
        <translation>탐색기 거르기(&amp;I)</translation>
    </message>
    <message>
        <source>&amp;Lineage</source>
        <translation>계보(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;History</source>
        <translation>이력(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Compare</source>
        <translation>비교(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Rebuild</source>
        <translation>재현(&amp;R)</translation>
    </message>
    <message>
        <source>Rebuild &amp;many</source>
        <translation>여러 개 재현(&amp;M)</translation>
    </message>
    <message>
        <source>M&amp;odels</source>
        <translation>모델(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Sources</source>
        <translation>소스(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Pin for comparison</source>
        <translation>비교 대상으로 고정(&amp;P)</translation>
    </message>
    <message>
        <source>Take all pins &amp;off</source>
        <translation>고정 모두 해제(&amp;O)</translation>
    </message>
    <message>
        <source>Compare the pinned versions, or the rows selected in the history</source>
        <translation>고정한 버전이나 이력에서 선택한 행을 비교합니다</translation>
    </message>
    <message>
        <source>Save the comparison as a pa&amp;ge…</source>
        <translation>비교를 페이지로 저장(&amp;G)…</translation>
    </message>
    <message>
        <source>Save all of it as one web page that needs no network</source>
        <translation>비교 내용 전체를 네트워크 없이 열리는 웹 페이지 하나로 저장합니다</translation>
    </message>
    <message>
        <source>&amp;Rebuild…</source>
        <translation>재현(&amp;R)…</translation>
    </message>
    <message>
        <source>&amp;Keep the image</source>
        <translation>이미지 보관(&amp;K)</translation>
    </message>
    <message>
        <source>Save the image of this run beside the lineage, so that it is there in years</source>
        <translation>이 실행의 이미지를 계보 옆에 저장하여 몇 년 뒤에도 쓸 수 있게 합니다</translation>
    </message>
    <message>
        <source>Export the r&amp;eport…</source>
        <translation>보고서 내보내기(&amp;E)…</translation>
    </message>
    <message>
        <source>Copy the re&amp;ference</source>
        <translation>참조 복사(&amp;F)</translation>
    </message>
    <message>
        <source>Colours of the &amp;system</source>
        <translation>시스템 색상(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>밝게(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>어둡게(&amp;D)</translation>
    </message>
    <message>
        <source>Light with &amp;high contrast</source>
        <translation>밝고 대비가 높게(&amp;H)</translation>
    </message>
    <message>
        <source>Dark with high &amp;contrast</source>
        <translation>어둡고 대비가 높게(&amp;C)</translation>
    </message>
    <message>
        <source>Lan&amp;guage of the system</source>
        <translation>시스템 언어(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Navigator</source>
        <translation>탐색기(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Inspector</source>
        <translation>상세 정보(&amp;I)</translation>
    </message>
    <message>
        <source>&amp;Jobs</source>
        <translation>작업(&amp;J)</translation>
    </message>
    <message>
        <source>&amp;Shortcuts</source>
        <translation>단축키(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;About Forebear</source>
        <translation>Forebear 정보(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Around the selected thing</source>
        <translation>선택한 것의 주변(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Project folded</source>
        <translation>접은 프로젝트(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Map of everything</source>
        <translation>전체 지도(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Undo the change of the graph</source>
        <translation>그래프 변경 되돌리기(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Redo the change of the graph</source>
        <translation>그래프 변경 다시 하기(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Fold everything</source>
        <translation>모두 접기(&amp;F)</translation>
    </message>
    <message>
        <source>Put moved nodes &amp;back</source>
        <translation>옮긴 노드 제자리로(&amp;B)</translation>
    </message>
    <message>
        <source>Open a copied &amp;link</source>
        <translation>복사한 링크 열기(&amp;L)</translation>
    </message>
    <message>
        <source>Show the view to which the link on the clipboard leads</source>
        <translation>클립보드의 링크가 가리키는 보기를 표시합니다</translation>
    </message>
    <message>
        <source>&amp;Export the picture…</source>
        <translation>그림 내보내기(&amp;E)…</translation>
    </message>
    <message>
        <source>Rebuild all that the filter &amp;chooses…</source>
        <translation>필터가 고른 모든 것 재현(&amp;C)…</translation>
    </message>
</context>
<context>
    <name>AddSourceDialog</name>
    <message>
        <source>Add source</source>
        <translation>소스 추가</translation>
    </message>
    <message>
        <source>Looking</source>
        <translation>찾는 중</translation>
    </message>
    <message>
        <source>Add and read</source>
        <translation>추가하고 읽기</translation>
    </message>
    <message>
        <source>Looking in the project and in usual places…</source>
        <translation>프로젝트와 흔히 쓰는 위치를 찾는 중…</translation>
    </message>
    <message>
        <source>Looking at {place}…</source>
        <translation>{place} 확인 중…</translation>
    </message>
    <message>
        <source>Several tools can read this. Tick what it is.</source>
        <translation>여러 도구가 읽을 수 있습니다. 맞는 것을 선택하세요.</translation>
    </message>
    <message>
        <source>This is read already.</source>
        <translation>이미 읽고 있습니다.</translation>
    </message>
    <message>
        <source>Adding {place}…</source>
        <translation>{place} 추가 중…</translation>
    </message>
    <message>
        <source>This cannot be looked at.</source>
        <translation>확인할 수 없습니다.</translation>
    </message>
    <message numerus="yes">
        <source>Add and read %n</source>
        <translation>
            <numerusform>%n개 추가하고 읽기</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing was found here</source>
        <translation>찾은 것이 없습니다</translation>
    </message>
    <message>
        <source>Name a folder, a file or a server above, then press Look.</source>
        <translation>위에 폴더, 파일 또는 서버를 적고 확인을 누르세요.</translation>
    </message>
    <message>
        <source>Forebear only reads: nothing is written to a source, and nothing of it is run.</source>
        <translation>Forebear는 읽기만 합니다. 소스에 쓰거나 소스의 것을 실행하지 않습니다.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Where are records to read?</source>
        <translation>읽을 기록이 어디에 있나요?</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>찾은 것</translation>
    </message>
</context>
<context>
    <name>AddVersion</name>
    <message>
        <source>Add a version: tag, commit, run:…, model.pkl@v1</source>
        <translation>버전 추가: 태그, 커밋, run:…, model.pkl@v1</translation>
    </message>
    <message>
        <source>Add a version</source>
        <translation>버전 추가</translation>
    </message>
</context>
<context>
    <name>AllowDialog</name>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
</context>
<context>
    <name>AssignDialog</name>
    <message>
        <source>Assign an image</source>
        <translation>이미지 지정</translation>
    </message>
    <message>
        <source>Which image did “{run}” run in?</source>
        <translation>“{run}”은(는) 어떤 이미지에서 실행되었습니까?</translation>
    </message>
    <message>
        <source>No image was recorded for this run. What you say here is shown everywhere, and in the report, as assumed by you.</source>
        <translation>이 실행에는 기록된 이미지가 없습니다. 여기서 지정한 이미지는 모든 화면과 보고서에 사용자의 추정으로 표시됩니다.</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>이미지</translation>
    </message>
    <message>
        <source>Every run of this stage</source>
        <translation>이 단계의 모든 실행</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Assign</source>
        <translation>지정</translation>
    </message>
</context>
<context>
    <name>Assigning</name>
    <message>
        <source>Assign {image}</source>
        <translation>{image} 지정</translation>
    </message>
</context>
<context>
    <name>Attribution</name>
    <message>
        <source>running…</source>
        <translation>실행 중…</translation>
    </message>
    <message>
        <source>no value</source>
        <translation>값 없음</translation>
    </message>
    <message>
        <source>not run</source>
        <translation>실행 안 함</translation>
    </message>
    <message>
        <source>Mixture</source>
        <translation>혼합</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>걸린 시간</translation>
    </message>
    <message>
        <source>Made</source>
        <translation>만든 때</translation>
    </message>
    <message>
        <source>Remark</source>
        <translation>비고</translation>
    </message>
    <message>
        <source>before</source>
        <translation>이전</translation>
    </message>
    <message>
        <source>now</source>
        <translation>지금</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>데이터</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>코드</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>매개변수</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>환경</translation>
    </message>
    <message>
        <source>D</source>
        <comment>letter for data</comment>
        <translation>데</translation>
    </message>
    <message>
        <source>C</source>
        <comment>letter for code</comment>
        <translation>코</translation>
    </message>
    <message>
        <source>P</source>
        <comment>letter for parameters</comment>
        <translation>매</translation>
    </message>
    <message>
        <source>E</source>
        <comment>letter for environment</comment>
        <translation>환</translation>
    </message>
    <message>
        <source>Nothing that is recorded differs between {a} and {b}.</source>
        <translation>{a}와(과) {b} 사이에 기록된 차이가 없습니다.</translation>
    </message>
    <message>
        <source>What changed {metric} from {a} to {b} is not known yet.</source>
        <translation>{a}에서 {b}로 {metric}을(를) 바꾼 원인을 아직 모릅니다.</translation>
    </message>
    <message>
        <source>{metric} rises by {by} from {a} to {b}. What caused it?</source>
        <translation>{metric}이(가) {a}에서 {b}로 {by} 올랐습니다. 원인이 무엇인가요?</translation>
    </message>
    <message>
        <source>{metric} falls by {by} from {a} to {b}. What caused it?</source>
        <translation>{metric}이(가) {a}에서 {b}로 {by} 내렸습니다. 원인이 무엇인가요?</translation>
    </message>
    <message>
        <source>{metric} is the same in {a} and {b}. Do changes cancel each other?</source>
        <translation>{metric}은(는) {a}와(과) {b}에서 같습니다. 변화가 서로 상쇄되었나요?</translation>
    </message>
    <message>
        <source>Of the rise of {metric} by {by} from {a} to {b}: {shares}.</source>
        <translation>{a}에서 {b}로 {metric}이(가) {by} 오른 원인: {shares}.</translation>
    </message>
    <message>
        <source>Of the fall of {metric} by {by} from {a} to {b}: {shares}.</source>
        <translation>{a}에서 {b}로 {metric}이(가) {by} 내린 원인: {shares}.</translation>
    </message>
    <message>
        <source>On the whole {metric} is the same in {a} and {b}: {shares}.</source>
        <translation>{metric}은(는) {a}와(과) {b}에서 전체로는 같습니다: {shares}.</translation>
    </message>
    <message>
        <source>All of A ({ref})</source>
        <translation>모두 A ({ref})</translation>
    </message>
    <message>
        <source>All of B ({ref})</source>
        <translation>모두 B ({ref})</translation>
    </message>
    <message>
        <source>A with {factors} of B</source>
        <translation>A에 B의 {factors}</translation>
    </message>
    <message>
        <source>{one} and {other} {value}</source>
        <translation>{one}와(과) {other} {value}</translation>
    </message>
    <message>
        <source>The factors act independently of each other.</source>
        <translation>요인들이 서로 독립적으로 작용합니다.</translation>
    </message>
    <message>
        <source>Together, beyond what each does alone: {list}</source>
        <translation>각각의 효과를 넘어 함께 작용한 부분: {list}</translation>
    </message>
    <message>
        <source>Everything was run.</source>
        <translation>모두 실행했습니다.</translation>
    </message>
    <message>
        <source>{count} runs</source>
        <translation>실행 {count}개</translation>
    </message>
    <message>
        <source>1 run</source>
        <translation>실행 1개</translation>
    </message>
    <message>
        <source>about {count} s</source>
        <translation>약 {count}초</translation>
    </message>
    <message>
        <source>about {count} min</source>
        <translation>약 {count}분</translation>
    </message>
    <message>
        <source>about {count} h</source>
        <translation>약 {count}시간</translation>
    </message>
    <message>
        <source>Only one factor differs, so all of it is its share.</source>
        <translation>다른 요인이 하나뿐이므로 전부 그 요인의 몫입니다.</translation>
    </message>
    <message>
        <source>Exact Shapley values over all {count} orders.</source>
        <translation>모든 순서 {count}가지에 대한 정확한 섀플리 값입니다.</translation>
    </message>
    <message>
        <source>Means over {followed} of {possible} orders of the factors.</source>
        <translation>요인 순서 {possible}개 중 {followed}개의 평균입니다.</translation>
    </message>
</context>
<context>
    <name>AttributionHead</name>
    <message>
        <source>Back to the metrics</source>
        <translation>지표로 돌아가기</translation>
    </message>
    <message>
        <source>Runs at most</source>
        <translation>최대 실행 수</translation>
    </message>
    <message>
        <source>With fewer runs, fewer orders of the factors are followed, and the shares depend on them.</source>
        <translation>실행이 적으면 따라가는 요인 순서도 적어지고, 몫이 그 순서에 따라 달라집니다.</translation>
    </message>
    <message>
        <source>As many runs as it takes</source>
        <translation>필요한 만큼 실행</translation>
    </message>
    <message numerus="yes">
        <source>At most %n run(s)</source>
        <translation>
            <numerusform>최대 %n번 실행</numerusform>
        </translation>
    </message>
    <message>
        <source>How often each mixture is run</source>
        <translation>혼합마다 실행 횟수</translation>
    </message>
    <message>
        <source>More than once where chance is at work: the shares then have an interval.</source>
        <translation>우연이 작용할 때는 여러 번 실행하세요. 그러면 몫에 구간이 붙습니다.</translation>
    </message>
    <message>
        <source>Each once</source>
        <translation>각 한 번</translation>
    </message>
    <message numerus="yes">
        <source>Each %n time(s)</source>
        <translation>
            <numerusform>각 %n번</numerusform>
        </translation>
    </message>
    <message>
        <source>Run the mixtures</source>
        <translation>혼합 실행</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>진행</translation>
    </message>
    <message>
        <source>Cancelling…</source>
        <translation>취소하는 중…</translation>
    </message>
</context>
<context>
    <name>AttributionView</name>
    <message>
        <source>What was run</source>
        <translation>실행한 것</translation>
    </message>
    <message>
        <source>Looking for what led to both versions…</source>
        <translation>두 버전이 만들어진 과정을 찾는 중…</translation>
    </message>
    <message>
        <source>Look at what caused a change</source>
        <translation>변화의 원인 살펴보기</translation>
    </message>
    <message>
        <source>Docker is not running</source>
        <translation>Docker가 실행되고 있지 않습니다</translation>
    </message>
    <message>
        <source>To find the cause, both versions are run in containers. Start Docker, then try again.</source>
        <translation>원인을 찾으려면 두 버전을 컨테이너에서 실행해야 합니다. Docker를 시작한 뒤 다시 시도하세요.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>다시 시도</translation>
    </message>
    <message>
        <source>What caused the change of {metric}</source>
        <translation>{metric} 변화의 원인</translation>
    </message>
    <message>
        <source>Nothing has to be run</source>
        <translation>실행할 것이 없습니다</translation>
    </message>
    <message>
        <source>What caused the change cannot be found out</source>
        <translation>변화의 원인을 찾을 수 없습니다</translation>
    </message>
    <message>
        <source>Back to the metrics</source>
        <translation>지표로 돌아가기</translation>
    </message>
    <message>
        <source>The way from A to B</source>
        <translation>A에서 B까지</translation>
    </message>
    <message>
        <source>The mixtures</source>
        <translation>혼합</translation>
    </message>
</context>
<context>
    <name>AxesChoice</name>
    <message>
        <source>Find a metric or parameter</source>
        <translation>지표나 매개변수 찾기</translation>
    </message>
    <message>
        <source>Axes</source>
        <translation>축</translation>
    </message>
    <message>
        <source>{count} axes</source>
        <translation>축 {count}개</translation>
    </message>
    <message>
        <source>Choose the axes</source>
        <translation>축 선택</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Dismiss</source>
        <translation>닫기</translation>
    </message>
</context>
<context>
    <name>BatchHead</name>
    <message>
        <source>Selections that were rebuilt</source>
        <translation>재현한 선택 목록</translation>
    </message>
    <message>
        <source>Rebuilds at a time</source>
        <translation>동시에 실행할 재현 수</translation>
    </message>
    <message>
        <source>At a time</source>
        <translation>동시 실행</translation>
    </message>
    <message>
        <source>Rebuild all</source>
        <translation>모두 재현</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Report…</source>
        <translation>보고서…</translation>
    </message>
    <message>
        <source>New selection</source>
        <translation>새 선택</translation>
    </message>
    <message>
        <source>{when} · {asked} ({count} runs)</source>
        <translation>{when} · {asked} (실행 {count}개)</translation>
    </message>
    <message>
        <source>Looking up the runs…</source>
        <translation>실행을 찾는 중…</translation>
    </message>
    <message numerus="yes">
        <source>%n runs are behind this selection</source>
        <translation>
            <numerusform>이 선택에 해당하는 실행이 %n개 있습니다</numerusform>
        </translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>계속하기</translation>
    </message>
    <message>
        <source>Cancelling…</source>
        <translation>취소하는 중…</translation>
    </message>
</context>
<context>
    <name>BatchPage</name>
    <message>
        <source>What to rebuild: stage:production, kind:model tag:v*</source>
        <translation>재현할 대상: stage:production, kind:model tag:v*</translation>
    </message>
    <message>
        <source>Runs of the batch</source>
        <translation>묶음의 실행</translation>
    </message>
    <message>
        <source>Looking up the runs…</source>
        <translation>실행을 찾는 중…</translation>
    </message>
    <message>
        <source>Many are rebuilt in one project at a time</source>
        <translation>여러 개 재현는 한 번에 한 프로젝트에서만 할 수 있습니다</translation>
    </message>
    <message>
        <source>Open one of these projects by itself to rebuild a selection of it.</source>
        <translation>이 프로젝트 중 하나를 따로 열어 그 안에서 선택해 재현하세요.</translation>
    </message>
    <message>
        <source>Run this project&apos;s commands?</source>
        <translation>이 프로젝트의 명령을 실행할까요?</translation>
    </message>
    <message>
        <source>Rebuilds run commands of this project</source>
        <translation>재현는 이 프로젝트의 명령을 실행합니다</translation>
    </message>
    <message>
        <source>They run in containers without network, as another user, and cannot write to your files. Go on only if you trust the project. This is asked once for a project.</source>
        <translation>네트워크가 없는 컨테이너에서 다른 사용자로 실행되며 내 파일에 쓸 수 없습니다. 신뢰하는 프로젝트일 때만 계속하세요. 프로젝트마다 한 번만 묻습니다.</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>명령</translation>
    </message>
    <message>
        <source>Rebuild all</source>
        <translation>모두 재현</translation>
    </message>
    <message>
        <source>Rebuild all of {selection}</source>
        <translation>{selection} 모두 재현</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>시작하는 중…</translation>
    </message>
    <message>
        <source>{done} of {total} done</source>
        <translation>{total}개 중 {done}개 완료</translation>
    </message>
    <message>
        <source>It is being rebuilt by another window or terminal.</source>
        <translation>다른 창이나 터미널에서 재현하는 중입니다.</translation>
    </message>
    <message numerus="yes">
        <source>%n runs have not been rebuilt yet</source>
        <translation>
            <numerusform>아직 재현하지 않은 실행이 %n개 있습니다</numerusform>
        </translation>
    </message>
    <message>
        <source>Asked for by {person}</source>
        <translation>요청한 사람: {person}</translation>
    </message>
</context>
<context>
    <name>Breadcrumbs</name>
    <message>
        <source>Fold all</source>
        <translation>모두 접기</translation>
    </message>
    <message>
        <source>Fold everything that was unfolded here</source>
        <translation>여기서 펼친 것을 모두 접습니다</translation>
    </message>
    <message>
        <source>The way here</source>
        <translation>여기까지 온 길</translation>
    </message>
    <message>
        <source>Back to {name}</source>
        <translation>{name}(으)로 돌아가기</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>프로젝트</translation>
    </message>
    <message>
        <source>Map</source>
        <translation>지도</translation>
    </message>
</context>
<context>
    <name>BytesView</name>
    <message>
        <source>Bytes around the first difference</source>
        <translation>처음 다른 곳 주변의 바이트</translation>
    </message>
    <message>
        <source>Left: {before}. Right: {after}.</source>
        <translation>왼쪽: {before}. 오른쪽: {after}.</translation>
    </message>
</context>
<context>
    <name>ChangedFiles</name>
    <message>
        <source>Only what the runs used</source>
        <translation>실행이 사용한 것만</translation>
    </message>
    <message>
        <source>Files of all commits</source>
        <translation>모든 커밋의 파일</translation>
    </message>
    <message>
        <source>Changed by {commit}</source>
        <translation>{commit}에서 바뀐 것</translation>
    </message>
    <message>
        <source>{shown} of {count} files</source>
        <translation>파일 {count}개 중 {shown}개</translation>
    </message>
    <message>
        <source>Filter by name</source>
        <translation>이름으로 거르기</translation>
    </message>
    <message>
        <source>Filter the files by name</source>
        <translation>이름으로 파일 거르기</translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>필터 지우기</translation>
    </message>
    <message>
        <source>Files that differ</source>
        <translation>다른 파일</translation>
    </message>
    <message>
        <source>Copy the path</source>
        <translation>경로 복사</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>파일</translation>
    </message>
</context>
<context>
    <name>Checklist</name>
    <message>
        <source>at most {time}</source>
        <translation>최대 {time}</translation>
    </message>
    <message>
        <source>Plan of the rebuild</source>
        <translation>재현 계획</translation>
    </message>
    <message>
        <source>What keeps it from happening</source>
        <translation>재현을 막는 것</translation>
    </message>
    <message>
        <source>Code and image</source>
        <translation>코드와 이미지</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>코드</translation>
    </message>
    <message>
        <source>the commit is not known</source>
        <translation>커밋을 알 수 없음</translation>
    </message>
    <message>
        <source>Inputs</source>
        <translation>입력</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>명령</translation>
    </message>
    <message>
        <source>all</source>
        <translation>모두</translation>
    </message>
    <message>
        <source>network</source>
        <translation>네트워크</translation>
    </message>
    <message>
        <source>capabilities</source>
        <translation>권한(capabilities)</translation>
    </message>
    <message>
        <source>no new privileges</source>
        <translation>권한 상승 금지</translation>
    </message>
    <message>
        <source>user</source>
        <translation>사용자</translation>
    </message>
    <message>
        <source>read-only root</source>
        <translation>읽기 전용 루트</translation>
    </message>
    <message>
        <source>read-only mounts</source>
        <translation>읽기 전용 마운트</translation>
    </message>
    <message>
        <source>swap</source>
        <translation>스왑</translation>
    </message>
    <message>
        <source>memory</source>
        <translation>메모리</translation>
    </message>
    <message>
        <source>processes</source>
        <translation>프로세스</translation>
    </message>
    <message>
        <source>temporary</source>
        <translation>임시 공간</translation>
    </message>
    <message>
        <source>shared memory</source>
        <translation>공유 메모리</translation>
    </message>
    <message>
        <source>processors</source>
        <translation>프로세서</translation>
    </message>
    <message>
        <source>file</source>
        <translation>파일 크기</translation>
    </message>
    <message>
        <source>gpus</source>
        <translation>GPU</translation>
    </message>
    <message>
        <source>init process</source>
        <translation>init 프로세스</translation>
    </message>
    <message>
        <source>host name</source>
        <translation>호스트 이름</translation>
    </message>
    <message>
        <source>working directory</source>
        <translation>작업 디렉터리</translation>
    </message>
    <message>
        <source>config digest</source>
        <translation>설정 다이제스트</translation>
    </message>
    <message>
        <source>manifest digest</source>
        <translation>매니페스트 다이제스트</translation>
    </message>
    <message>
        <source>Outputs to be made again</source>
        <translation>다시 만들 출력</translation>
    </message>
    <message>
        <source>How it is run</source>
        <translation>실행 방식</translation>
    </message>
    <message>
        <source>Space needed</source>
        <translation>필요한 공간</translation>
    </message>
    <message>
        <source>Isolation</source>
        <translation>격리</translation>
    </message>
    <message>
        <source>Numbers are judged by</source>
        <translation>숫자 판정 기준</translation>
    </message>
    <message>
        <source>What it can come to</source>
        <translation>나올 수 있는 결과</translation>
    </message>
    <message>
        <source>At best</source>
        <translation>최선의 경우</translation>
    </message>
    <message>
        <source>about {time}</source>
        <translation>약 {time}</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>시간</translation>
    </message>
    <message>
        <source>Memory taken before</source>
        <translation>이전에 쓴 메모리</translation>
    </message>
    <message>
        <source>as the recorded run took</source>
        <translation>기록된 실행과 같이</translation>
    </message>
    <message>
        <source>as on {date}</source>
        <translation>{date}에 걸린 대로</translation>
    </message>
    <message>
        <source>First, upstream</source>
        <translation>먼저 만들 상류</translation>
    </message>
    <message>
        <source>First, upstream: {count} at once</source>
        <translation>먼저 만들 상류: 동시에 {count}개</translation>
    </message>
    <message>
        <source>makes {paths}</source>
        <translation>{paths} 생성</translation>
    </message>
    <message>
        <source>after {names}</source>
        <translation>{names} 다음</translation>
    </message>
    <message>
        <source>none</source>
        <translation>없음</translation>
    </message>
    <message>
        <source>and {count} more</source>
        <translation>외 {count}개</translation>
    </message>
    <message>
        <source>{paths}: not what the run used</source>
        <translation>{paths}: 실행이 사용한 내용이 아님</translation>
    </message>
    <message>
        <source>As the commit holds them</source>
        <translation>커밋에 있는 내용 사용</translation>
    </message>
    <message>
        <source>Other limits than usual</source>
        <translation>기본값과 다른 제한</translation>
    </message>
    <message>
        <source>Uncommitted changes</source>
        <translation>커밋되지 않은 변경</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>이미지</translation>
    </message>
    <message>
        <source>none is recorded for this run</source>
        <translation>이 실행에는 기록된 것이 없음</translation>
    </message>
    <message>
        <source>here</source>
        <translation>있음</translation>
    </message>
    <message>
        <source>will be pulled by its digest</source>
        <translation>다이제스트로 내려받을 예정</translation>
    </message>
    <message>
        <source>from an archive: {place}</source>
        <translation>아카이브에서: {place}</translation>
    </message>
    <message>
        <source>reconstructed, not the recorded image</source>
        <translation>재구성함, 기록된 이미지가 아님</translation>
    </message>
    <message>
        <source>assumed by {who}, not recorded</source>
        <translation>{who}의 추정, 기록되지 않음</translation>
    </message>
    <message>
        <source>known by its {what}</source>
        <translation>{what}(으)로 식별됨</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>없음</translation>
    </message>
    <message>
        <source>is made first</source>
        <translation>먼저 만듦</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>준비됨</translation>
    </message>
    <message>
        <source>look at this</source>
        <translation>확인 필요</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>복사</translation>
    </message>
</context>
<context>
    <name>ChosenDelegate</name>
    <message>
        <source>Baseline</source>
        <translation>기준</translation>
    </message>
</context>
<context>
    <name>ChosenModel</name>
    <message>
        <source>{version}, baseline</source>
        <translation>{version}, 기준</translation>
    </message>
</context>
<context>
    <name>Chrome</name>
    <message>
        <source>Tools</source>
        <translation>도구</translation>
    </message>
    <message>
        <source>Find anything…   {keys}</source>
        <translation>무엇이든 찾기…   {keys}</translation>
    </message>
    <message>
        <source>The report is written.</source>
        <translation>보고서를 저장했습니다.</translation>
    </message>
    <message>
        <source>The page is written.</source>
        <translation>페이지를 저장했습니다.</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>열기</translation>
    </message>
    <message>
        <source>Show the folder</source>
        <translation>폴더 보기</translation>
    </message>
    <message numerus="yes">
        <source>%n pinned</source>
        <translation>
            <numerusform>%n개 고정됨</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CodePage</name>
    <message>
        <source>Version that is compared with the baseline</source>
        <translation>기준과 비교할 버전</translation>
    </message>
    <message>
        <source>The code is the same</source>
        <translation>코드가 같습니다</translation>
    </message>
    <message>
        <source>Not known</source>
        <translation>알 수 없음</translation>
    </message>
    <message>
        <source>The commit of {versions} is not recorded.</source>
        <translation>{versions}의 커밋이 기록되지 않았습니다.</translation>
    </message>
    <message>
        <source>No file is left. Choose fewer filters to see more.</source>
        <translation>남은 파일이 없습니다. 필터를 줄이면 더 보입니다.</translation>
    </message>
    <message>
        <source>Commit {commit}</source>
        <translation>커밋 {commit}</translation>
    </message>
    <message>
        <source>{version}, not committed</source>
        <translation>{version}, 커밋되지 않음</translation>
    </message>
</context>
<context>
    <name>CodeWords</name>
    <message>
        <source>Uncommitted changes of {version}</source>
        <translation>{version}의 커밋되지 않은 변경</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>코드</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>환경</translation>
    </message>
    <message>
        <source>Records of the tools</source>
        <translation>도구의 기록</translation>
    </message>
    <message>
        <source>Data in Git</source>
        <translation>Git에 있는 데이터</translation>
    </message>
    <message>
        <source>Documents</source>
        <translation>문서</translation>
    </message>
    <message>
        <source>Kept by {tool}, on top of commit {commit}.</source>
        <translation>{tool}이(가) 보관함. 기준 커밋 {commit}.</translation>
    </message>
    <message>
        <source>added</source>
        <translation>추가됨</translation>
    </message>
    <message>
        <source>deleted</source>
        <translation>삭제됨</translation>
    </message>
    <message>
        <source>renamed</source>
        <translation>이름 바뀜</translation>
    </message>
    <message>
        <source>copied</source>
        <translation>복사됨</translation>
    </message>
    <message>
        <source>type changed</source>
        <translation>종류 바뀜</translation>
    </message>
    <message>
        <source>mode changed</source>
        <translation>모드 바뀜</translation>
    </message>
    <message>
        <source>binary</source>
        <translation>이진</translation>
    </message>
    <message>
        <source>A compared run names it as an input.</source>
        <translation>비교하는 실행이 입력으로 쓴 파일입니다.</translation>
    </message>
    <message>
        <source>No compared run names it as an input.</source>
        <translation>비교하는 실행이 입력으로 쓰지 않은 파일입니다.</translation>
    </message>
    <message>
        <source>Its content is not in this clone. `git fetch --refetch --no-filter` may bring it.</source>
        <translation>내용이 이 복제본에 없습니다. `git fetch --refetch --no-filter`로 가져올 수 있을지 모릅니다.</translation>
    </message>
    <message>
        <source>Only its mode changed, {before} → {after}.</source>
        <translation>모드만 바뀌었습니다: {before} → {after}.</translation>
    </message>
    <message>
        <source>It was {path}; its content is the same.</source>
        <translation>{path}에서 옮겨졌고 내용은 같습니다.</translation>
    </message>
    <message>
        <source>An empty file was added.</source>
        <translation>빈 파일이 추가되었습니다.</translation>
    </message>
    <message>
        <source>An empty file was deleted.</source>
        <translation>빈 파일이 삭제되었습니다.</translation>
    </message>
    <message>
        <source>No line differs.</source>
        <translation>다른 줄이 없습니다.</translation>
    </message>
    <message>
        <source>A submodule: the commit at which it is.</source>
        <translation>서브모듈: 가리키는 커밋입니다.</translation>
    </message>
    <message>
        <source>A link: the path to which it leads.</source>
        <translation>링크: 가리키는 경로입니다.</translation>
    </message>
    <message>
        <source>Its mode changed as well, {before} → {after}.</source>
        <translation>모드도 바뀌었습니다: {before} → {after}.</translation>
    </message>
    <message>
        <source>This text is too large to compare line by line.</source>
        <translation>이 텍스트는 너무 커서 줄 단위로 비교할 수 없습니다.</translation>
    </message>
    <message>
        <source>This file is binary; its bytes differ.</source>
        <translation>이진 파일이며 내용이 다릅니다.</translation>
    </message>
    <message>
        <source>{sizes} bytes</source>
        <translation>{sizes}바이트</translation>
    </message>
</context>
<context>
    <name>ColourLegend</name>
    <message>
        <source>Colour: {name}</source>
        <translation>색: {name}</translation>
    </message>
</context>
<context>
    <name>CommitList</name>
    <message>
        <source>Commits between the versions</source>
        <translation>두 버전 사이의 커밋</translation>
    </message>
    <message>
        <source>Copy the commit&apos;s id</source>
        <translation>커밋 ID 복사</translation>
    </message>
    <message>
        <source>Copy the commit&apos;s message</source>
        <translation>커밋 메시지 복사</translation>
    </message>
    <message>
        <source>Commits</source>
        <translation>커밋</translation>
    </message>
</context>
<context>
    <name>CommitsModel</name>
    <message>
        <source>Contained in {versions}</source>
        <translation>{versions}에 포함됨</translation>
    </message>
</context>
<context>
    <name>Compare</name>
    <message>
        <source>Metric</source>
        <translation>지표</translation>
    </message>
    <message>
        <source>{version} against {baseline}</source>
        <translation>{baseline} 대비 {version}</translation>
    </message>
    <message>
        <source>Parameter</source>
        <translation>매개변수</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>경로</translation>
    </message>
    <message>
        <source>Made from</source>
        <translation>만든 재료</translation>
    </message>
    <message>
        <source>Made</source>
        <translation>만든 것</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>이미지</translation>
    </message>
    <message>
        <source>Image layers</source>
        <translation>이미지 레이어</translation>
    </message>
    <message>
        <source>Operating system</source>
        <translation>운영 체제</translation>
    </message>
    <message>
        <source>CUDA</source>
        <translation>CUDA</translation>
    </message>
    <message>
        <source>Image configuration</source>
        <translation>이미지 설정</translation>
    </message>
    <message>
        <source>Declared in the project</source>
        <translation>프로젝트에 선언됨</translation>
    </message>
    <message>
        <source>Configuration in the project</source>
        <translation>프로젝트의 구성</translation>
    </message>
    <message>
        <source>Platform</source>
        <translation>플랫폼</translation>
    </message>
    <message>
        <source>Packages</source>
        <translation>패키지</translation>
    </message>
    <message>
        <source>Variables</source>
        <translation>변수</translation>
    </message>
    <message>
        <source>Other recorded facts</source>
        <translation>그 밖의 기록</translation>
    </message>
    <message>
        <source>{kind} of {run}</source>
        <translation>{run}의 {kind}</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>{change} better</source>
        <translation>{change} 좋아짐</translation>
    </message>
    <message>
        <source>{change} worse</source>
        <translation>{change} 나빠짐</translation>
    </message>
    <message>
        <source>whole number</source>
        <translation>정수</translation>
    </message>
    <message>
        <source>number</source>
        <translation>실수</translation>
    </message>
    <message>
        <source>true or false</source>
        <translation>참/거짓</translation>
    </message>
    <message>
        <source>text</source>
        <translation>텍스트</translation>
    </message>
    <message>
        <source>list</source>
        <translation>목록</translation>
    </message>
    <message>
        <source>mapping</source>
        <translation>매핑</translation>
    </message>
    <message>
        <source>The file that holds this value is not on this machine, or cannot be read.</source>
        <translation>이 값이 든 파일이 이 컴퓨터에 없거나 읽을 수 없습니다.</translation>
    </message>
    <message>
        <source>Part</source>
        <translation>부분</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>차이</translation>
    </message>
    <message>
        <source>Comparing the values takes loading the model inside its recorded image.</source>
        <translation>값을 비교하려면 기록된 이미지 안에서 모델을 불러와야 합니다.</translation>
    </message>
    <message>
        <source>{kind}: {differing} of {every} differ</source>
        <translation>{kind}: {every}개 중 {differing}개가 다름</translation>
    </message>
    <message>
        <source>The file</source>
        <translation>파일</translation>
    </message>
    <message>
        <source>its file is not on this machine</source>
        <translation>파일이 이 컴퓨터에 없음</translation>
    </message>
    <message>
        <source>Loaded in the images: the values are the same</source>
        <translation>이미지 안에서 불러옴: 값이 같습니다</translation>
    </message>
    <message>
        <source>Loaded in the images: only settings or times differ</source>
        <translation>이미지 안에서 불러옴: 설정이나 시간만 다릅니다</translation>
    </message>
    <message>
        <source>Loaded in the images: {differing} of {every} leaves differ</source>
        <translation>이미지 안에서 불러옴: 값 {every}개 중 {differing}개가 다릅니다</translation>
    </message>
    <message>
        <source>Loaded in the images: it cannot be told whether the values are the same</source>
        <translation>이미지 안에서 불러옴: 값이 같은지 알 수 없습니다</translation>
    </message>
    <message>
        <source>Loaded by</source>
        <translation>불러온 도구</translation>
    </message>
    <message>
        <source>{version} could not be loaded: {why}</source>
        <translation>{version}: 불러오지 못함: {why}</translation>
    </message>
    <message>
        <source>{version}: not in the image, so compared as stored: {names}</source>
        <translation>{version}: 이미지에 없어 저장된 대로 비교함: {names}</translation>
    </message>
    <message>
        <source>Tensors</source>
        <translation>텐서</translation>
    </message>
    <message>
        <source>Trees</source>
        <translation>트리</translation>
    </message>
    <message>
        <source>Nodes of the graph</source>
        <translation>그래프의 노드</translation>
    </message>
    <message>
        <source>Classes that loading would use</source>
        <translation>불러올 때 쓰일 클래스</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>설정</translation>
    </message>
    <message>
        <source>Training parameters</source>
        <translation>학습 매개변수</translation>
    </message>
    <message>
        <source>Features</source>
        <translation>특성</translation>
    </message>
    <message>
        <source>Importances</source>
        <translation>중요도</translation>
    </message>
    <message>
        <source>Stored values</source>
        <translation>저장된 값</translation>
    </message>
    <message>
        <source>Attributes</source>
        <translation>속성</translation>
    </message>
    <message>
        <source>Inputs</source>
        <translation>입력</translation>
    </message>
    <message>
        <source>Outputs</source>
        <translation>출력</translation>
    </message>
    <message>
        <source>Arrays</source>
        <translation>배열</translation>
    </message>
    <message>
        <source>Other values</source>
        <translation>그 밖의 값</translation>
    </message>
    <message>
        <source>Settings and times, which equal models may differ in</source>
        <translation>같은 모델도 다를 수 있는 설정과 시간</translation>
    </message>
    <message>
        <source>not here</source>
        <translation>여기 없음</translation>
    </message>
    <message>
        <source>how many threads or processes are used</source>
        <translation>사용하는 스레드나 프로세스 수</translation>
    </message>
    <message>
        <source>how much is printed</source>
        <translation>출력하는 양</translation>
    </message>
    <message>
        <source>a time that was measured</source>
        <translation>측정한 시간</translation>
    </message>
    <message>
        <source>the version of the library that is loaded</source>
        <translation>불러온 라이브러리의 버전</translation>
    </message>
    <message>
        <source>the order in which entries were added</source>
        <translation>항목이 추가된 순서</translation>
    </message>
    <message>
        <source>other bytes</source>
        <translation>바이트가 다름</translation>
    </message>
    <message>
        <source>by {largest}</source>
        <translation>{largest}만큼</translation>
    </message>
    <message>
        <source>{changed} of {values} values, at most by {largest}</source>
        <translation>값 {values}개 중 {changed}개, 최대 {largest}</translation>
    </message>
    <message>
        <source>cosine {cosine}</source>
        <translation>코사인 {cosine}</translation>
    </message>
    <message>
        <source>none</source>
        <translation>없음</translation>
    </message>
    <message>
        <source>{count} files</source>
        <translation>파일 {count}개</translation>
    </message>
    <message>
        <source>{count} rows</source>
        <translation>{count}행</translation>
    </message>
    <message>
        <source>not recorded</source>
        <translation>기록 없음</translation>
    </message>
    <message>
        <source>{version}: {path} cannot be compared: {why}.</source>
        <translation>{version}: {path}은(는) 비교할 수 없습니다: {why}.</translation>
    </message>
    <message>
        <source>{count} more files cannot be compared.</source>
        <translation>비교할 수 없는 파일이 {count}개 더 있습니다.</translation>
    </message>
</context>
<context>
    <name>CompareView</name>
    <message>
        <source>Summary</source>
        <translation>요약</translation>
    </message>
    <message>
        <source>Metrics</source>
        <translation>지표</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>매개변수</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>코드</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>데이터</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>환경</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>모델</translation>
    </message>
    <message>
        <source>Plots and files</source>
        <translation>그래프와 파일</translation>
    </message>
    <message>
        <source>Lineage</source>
        <translation>계보</translation>
    </message>
    <message>
        <source>Compare models inside their images</source>
        <translation>이미지 안에서 모델 비교</translation>
    </message>
    <message>
        <source>Comparing…</source>
        <translation>비교하는 중…</translation>
    </message>
    <message>
        <source>{differing} of {rows} differ</source>
        <translation>{rows}개 중 {differing}개 다름</translation>
    </message>
    <message>
        <source>No parameters are recorded</source>
        <translation>기록된 매개변수가 없습니다</translation>
    </message>
    <message>
        <source>No environment is recorded</source>
        <translation>기록된 환경이 없습니다</translation>
    </message>
    <message>
        <source>The versions cannot be compared</source>
        <translation>버전을 비교할 수 없습니다</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>다시 시도</translation>
    </message>
    <message>
        <source>Choose two versions</source>
        <translation>버전을 두 개 고르십시오</translation>
    </message>
    <message>
        <source>Select two or more lines of the history, or pin two versions, and compare them.</source>
        <translation>이력에서 두 행 이상을 선택하거나 버전 두 개를 고정한 다음 비교하십시오.</translation>
    </message>
</context>
<context>
    <name>CompletionList</name>
    <message>
        <source>Completions</source>
        <translation>자동 완성</translation>
    </message>
</context>
<context>
    <name>Completions</name>
    <message>
        <source>model, dataset, run, commit …</source>
        <translation>model, dataset, run, commit …</translation>
    </message>
    <message>
        <source>a name alone</source>
        <translation>이름만</translation>
    </message>
    <message>
        <source>where data was held, made or used</source>
        <translation>데이터가 보관되거나 만들어지거나 쓰인 경로</translation>
    </message>
    <message>
        <source>a stage of the model registry</source>
        <translation>모델 레지스트리의 단계</translation>
    </message>
    <message>
        <source>a run, by name or id</source>
        <translation>이름이나 ID로 찾는 실행</translation>
    </message>
    <message>
        <source>who wrote the commit; me</source>
        <translation>커밋 작성자, me는 나</translation>
    </message>
    <message>
        <source>who ran it, rebuilt it or moved it; me</source>
        <translation>실행, 재현, 단계 변경을 한 사람, me는 나</translation>
    </message>
    <message>
        <source>since 2026, 2026-01, yesterday …</source>
        <translation>이 시점부터: 2026, 2026-01, yesterday …</translation>
    </message>
    <message>
        <source>until 2026, 2026-01, yesterday …</source>
        <translation>이 시점까지: 2026, 2026-01, yesterday …</translation>
    </message>
    <message>
        <source>what a version of the project held</source>
        <translation>프로젝트의 한 버전이 담고 있던 것</translation>
    </message>
    <message>
        <source>what came with a tagged commit</source>
        <translation>태그된 커밋과 함께 생긴 것</translation>
    </message>
    <message>
        <source>what came with a branch</source>
        <translation>브랜치와 함께 생긴 것</translation>
    </message>
    <message>
        <source>what ran in an image</source>
        <translation>이미지에서 실행된 것</translation>
    </message>
    <message>
        <source>what ran with a package: numpy==1.26</source>
        <translation>패키지와 함께 실행된 것: numpy==1.26</translation>
    </message>
    <message>
        <source>recorded, imported or assumed</source>
        <translation>recorded(기록), imported(가져옴), assumed(추정)</translation>
    </message>
    <message>
        <source>what a rebuild showed</source>
        <translation>재현 결과</translation>
    </message>
    <message>
        <source>whether it can be rebuilt here</source>
        <translation>여기서 재현할 수 있는지</translation>
    </message>
    <message>
        <source>an environment, by name or id</source>
        <translation>이름이나 ID로 찾는 환경</translation>
    </message>
    <message>
        <source>a rebuild, by name or id</source>
        <translation>이름이나 ID로 찾는 재현</translation>
    </message>
    <message>
        <source>a metric: metric.auc&gt;0.9</source>
        <translation>지표: metric.auc&gt;0.9</translation>
    </message>
    <message>
        <source>a parameter: param.lr=0.1</source>
        <translation>매개변수: param.lr=0.1</translation>
    </message>
    <message>
        <source>how large it is: size&gt;1GB</source>
        <translation>크기: size&gt;1GB</translation>
    </message>
</context>
<context>
    <name>ConfirmDialog</name>
    <message>
        <source>Run this project&apos;s command?</source>
        <translation>이 프로젝트의 명령을 실행할까요?</translation>
    </message>
    <message>
        <source>A rebuild runs a command of this project</source>
        <translation>재현은 이 프로젝트의 명령을 실행합니다</translation>
    </message>
    <message>
        <source>It runs in a container without network, as another user, and cannot write to your files. Go on only if you trust the project. This is asked once for a project.</source>
        <translation>네트워크가 없는 컨테이너에서 다른 사용자로 실행되며, 사용자의 파일에는 쓸 수 없습니다. 신뢰하는 프로젝트일 때만 계속하십시오. 프로젝트마다 한 번만 묻습니다.</translation>
    </message>
    <message>
        <source>It runs in a container with network, as you chose, as another user, and cannot write to your files. It can send what it reads to anybody. Go on only if you trust the project. This is asked once for a project.</source>
        <translation>선택한 대로 네트워크가 열린 컨테이너에서 다른 사용자로 실행되며, 내 파일에는 쓸 수 없습니다. 읽은 내용을 외부로 보낼 수 있습니다. 이 프로젝트를 신뢰할 때만 계속하세요. 프로젝트마다 한 번만 묻습니다.</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>명령</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>이미지</translation>
    </message>
    <message>
        <source>Rebuild</source>
        <translation>재현</translation>
    </message>
</context>
<context>
    <name>ContentsChoice</name>
    <message>
        <source>Use what the commit holds</source>
        <translation>커밋에 있는 내용 사용</translation>
    </message>
    <message>
        <source>Back to what the run used</source>
        <translation>실행이 사용한 내용으로 되돌리기</translation>
    </message>
</context>
<context>
    <name>Controls</name>
    <message>
        <source>Upstream</source>
        <translation>상류</translation>
    </message>
    <message>
        <source>Dim all but what it was made from</source>
        <translation>이것을 만든 재료만 강조합니다</translation>
    </message>
    <message>
        <source>Both</source>
        <translation>양쪽</translation>
    </message>
    <message>
        <source>Dim all but its own lineage</source>
        <translation>이것의 계보만 강조합니다</translation>
    </message>
    <message>
        <source>Downstream</source>
        <translation>하류</translation>
    </message>
    <message>
        <source>Dim all but what was made from it</source>
        <translation>이것으로 만든 것만 강조합니다</translation>
    </message>
    <message>
        <source>Time: the graph as it was</source>
        <translation>시간: 그때의 그래프</translation>
    </message>
    <message>
        <source>Outline: the graph as a list</source>
        <translation>개요: 목록으로 보는 그래프</translation>
    </message>
    <message>
        <source>Small map of the picture</source>
        <translation>그림의 작은 지도</translation>
    </message>
    <message>
        <source>Legend</source>
        <translation>범례</translation>
    </message>
    <message>
        <source>{percent} %</source>
        <translation>{percent}%</translation>
    </message>
    <message>
        <source>Around</source>
        <translation>주변</translation>
    </message>
    <message>
        <source>What is around the selected thing</source>
        <translation>선택한 것의 주변에 있는 것</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>프로젝트</translation>
    </message>
    <message>
        <source>The project folded to stages and datasets</source>
        <translation>단계와 데이터셋으로 접은 프로젝트</translation>
    </message>
    <message>
        <source>Map</source>
        <translation>지도</translation>
    </message>
    <message>
        <source>Everything, by time</source>
        <translation>시간순으로 본 전체</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>축소</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>확대</translation>
    </message>
    <message>
        <source>Show everything</source>
        <translation>전체 보기</translation>
    </message>
</context>
<context>
    <name>CrashDialog</name>
    <message>
        <source>Something went wrong</source>
        <translation>오류가 발생했습니다</translation>
    </message>
    <message>
        <source>Something in Forebear went wrong</source>
        <translation>Forebear에 오류가 발생했습니다</translation>
    </message>
    <message>
        <source>Nothing in your project was changed. You can go on; if it happens again, send this report to the developers. It stays on this machine until you copy it.</source>
        <translation>프로젝트는 바뀌지 않았으며 계속 사용할 수 있습니다. 같은 일이 다시 생기면 이 보고서를 개발자에게 보내 주십시오. 복사하기 전에는 이 컴퓨터 밖으로 나가지 않습니다.</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>보고서</translation>
    </message>
    <message>
        <source>Copy the report</source>
        <translation>보고서 복사</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>계속</translation>
    </message>
</context>
<context>
    <name>DataDetail</name>
    <message>
        <source>Version that is compared with the first</source>
        <translation>첫 번째와 비교하는 버전</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>진행 상황</translation>
    </message>
    <message>
        <source>The data is the same</source>
        <translation>데이터가 같습니다</translation>
    </message>
    <message>
        <source>All versions hold the same bytes here.</source>
        <translation>모든 버전이 여기에 같은 바이트를 가지고 있습니다.</translation>
    </message>
    <message>
        <source>The data could not be compared</source>
        <translation>데이터를 비교하지 못했습니다</translation>
    </message>
    <message>
        <source>The data differs</source>
        <translation>데이터가 다릅니다</translation>
    </message>
    <message>
        <source>{size} are to be read to say how.</source>
        <translation>어떻게 다른지 알려면 {size}를 읽어야 합니다.</translation>
    </message>
    <message>
        <source>Compare the data</source>
        <translation>데이터 비교</translation>
    </message>
    <message>
        <source>Fetching {path}…</source>
        <translation>{path} 가져오는 중…</translation>
    </message>
    <message>
        <source>Comparing {path}…</source>
        <translation>{path} 비교 중…</translation>
    </message>
    <message>
        <source>Comparing the data…</source>
        <translation>데이터 비교 중…</translation>
    </message>
    <message>
        <source>Fetch from remote {name}</source>
        <translation>원격 저장소 {name}에서 가져오기</translation>
    </message>
    <message>
        <source>{count} more columns drifted no more than these</source>
        <translation>드리프트가 이보다 크지 않은 열이 {count}개 더 있습니다</translation>
    </message>
    <message>
        <source>Columns, those that drifted most first</source>
        <translation>열, 가장 많이 변한 것부터</translation>
    </message>
    <message>
        <source>Column</source>
        <translation>열</translation>
    </message>
    <message>
        <source>Drift</source>
        <translation>드리프트</translation>
    </message>
    <message>
        <source>PSI</source>
        <translation>PSI</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>검정</translation>
    </message>
    <message>
        <source>p, corrected</source>
        <translation>보정된 p</translation>
    </message>
    <message>
        <source>Jensen-Shannon</source>
        <translation>옌센-섀넌</translation>
    </message>
    <message>
        <source>Missing</source>
        <translation>결측</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
</context>
<context>
    <name>DataJobs</name>
    <message>
        <source>Compare the data of versions</source>
        <translation>버전의 데이터 비교</translation>
    </message>
    <message>
        <source>Fetch {path}</source>
        <translation>{path} 가져오기</translation>
    </message>
</context>
<context>
    <name>DataPage</name>
    <message>
        <source>Data</source>
        <translation>데이터</translation>
    </message>
    <message>
        <source>No data is recorded</source>
        <translation>기록된 데이터가 없습니다</translation>
    </message>
</context>
<context>
    <name>DataWords</name>
    <message>
        <source>{count} more lines are in forebear compare --json.</source>
        <translation>나머지 {count}줄은 forebear compare --json에 있습니다.</translation>
    </message>
    <message>
        <source>A drift is moderate from PSI {moderate} and large from {large}, where the p-value, corrected for all columns, is below {p}; or where the share of missing values differs by {some} % or {much} %.</source>
        <translation>모든 열에 대해 보정한 p 값이 {p}보다 작을 때, PSI가 {moderate} 이상이면 드리프트가 중간, {large} 이상이면 큽니다. 결측값 비율이 {some} % 또는 {much} % 달라져도 그렇습니다.</translation>
    </message>
    <message>
        <source>large</source>
        <translation>큼</translation>
    </message>
    <message>
        <source>moderate</source>
        <translation>보통</translation>
    </message>
    <message>
        <source>none</source>
        <translation>없음</translation>
    </message>
    <message>
        <source>not compared</source>
        <translation>비교하지 않음</translation>
    </message>
    <message>
        <source>KS {value}</source>
        <translation>KS {value}</translation>
    </message>
    <message>
        <source>χ² {value}</source>
        <translation>χ² {value}</translation>
    </message>
    <message>
        <source>Mean {before}, then {after}.</source>
        <translation>평균 {before}, 이후 {after}.</translation>
    </message>
    <message>
        <source>From {least} to {most}, then from {least_after} to {most_after}.</source>
        <translation>{least}부터 {most}까지, 이후 {least_after}부터 {most_after}까지.</translation>
    </message>
    <message>
        <source>{share} of the values lie outside the earlier range.</source>
        <translation>값의 {share}가 이전 범위 밖에 있습니다.</translation>
    </message>
    <message>
        <source>From a sample of {before} and {after} rows.</source>
        <translation>{before}행과 {after}행의 표본에서 계산했습니다.</translation>
    </message>
    <message>
        <source>The bins are equally wide in the logarithm.</source>
        <translation>구간의 너비는 로그로 같습니다.</translation>
    </message>
    <message>
        <source>It names the rows: how its values are distributed says nothing.</source>
        <translation>행을 식별하는 열이라 값의 분포는 의미가 없습니다.</translation>
    </message>
    <message>
        <source>Its values are too many, too few or nested: there is nothing to draw.</source>
        <translation>값의 종류가 너무 많거나 적거나 중첩되어 있어 그릴 것이 없습니다.</translation>
    </message>
    <message>
        <source>PSI {psi} is {limit} or more, and p is below {p}.</source>
        <translation>PSI {psi}는 {limit} 이상이고 p는 {p}보다 작습니다.</translation>
    </message>
    <message>
        <source>PSI {psi} is {limit} or more, but p is not below {p}: it may be chance.</source>
        <translation>PSI {psi}는 {limit} 이상이지만 p가 {p}보다 작지 않아 우연일 수 있습니다.</translation>
    </message>
    <message>
        <source>It differs (p is below {p}), but hardly: PSI {psi} is below {limit}.</source>
        <translation>차이는 있지만(p가 {p}보다 작음) 아주 작습니다: PSI {psi}는 {limit}보다 작습니다.</translation>
    </message>
    <message>
        <source>Missing values went from {before} to {after}.</source>
        <translation>결측값이 {before}에서 {after}로 바뀌었습니다.</translation>
    </message>
    <message>
        <source>{share} of the values are {factor} times larger; rescaled, they lie as before.</source>
        <translation>값의 {share}가 {factor}배 큽니다. 나누어 맞추면 이전과 같이 분포합니다.</translation>
    </message>
    <message>
        <source>{share} of the values are {factor} times smaller; rescaled, they lie as before.</source>
        <translation>값의 {share}가 {factor}배 작습니다. 곱하여 맞추면 이전과 같이 분포합니다.</translation>
    </message>
    <message>
        <source>{version} is not on this machine, and no remote is known that could have it.</source>
        <translation>{version}은(는) 이 컴퓨터에 없으며, 가지고 있을 만한 원격 저장소도 알려져 있지 않습니다.</translation>
    </message>
    <message>
        <source>{version} is not on this machine. It could be fetched from {places}.</source>
        <translation>{version}은(는) 이 컴퓨터에 없습니다. {places}에서 가져올 수 있습니다.</translation>
    </message>
    <message>
        <source>{letter}: version {version} of the Delta table.</source>
        <translation>{letter}: Delta 테이블의 버전 {version}.</translation>
    </message>
    <message>
        <source>{version}: {count} lines could not be read; line {line}: {why}</source>
        <translation>{version}: {count}줄을 읽지 못했습니다. {line}번째 줄: {why}</translation>
    </message>
    <message>
        <source>{version}: {count} could not be read: {why}</source>
        <translation>{version}: {count}개를 읽지 못했습니다: {why}</translation>
    </message>
    <message>
        <source>Column {column} is new ({after}).</source>
        <translation>{column} 열이 새로 생겼습니다({after}).</translation>
    </message>
    <message>
        <source>Column {column} is gone (it was {before}).</source>
        <translation>{column} 열이 없어졌습니다(이전: {before}).</translation>
    </message>
    <message>
        <source>Column {column} was {before} and is {after}.</source>
        <translation>{column} 열이 {before}에서 {after}(으)로 바뀌었습니다.</translation>
    </message>
    <message>
        <source>Column {column} moved from place {before} to {after}.</source>
        <translation>{column} 열이 {before}번째에서 {after}번째로 옮겨졌습니다.</translation>
    </message>
    <message>
        <source>Files: {added} added, {removed} removed, {changed} changed, {renamed} renamed, {same} the same.</source>
        <translation>파일: 추가 {added}, 삭제 {removed}, 변경 {changed}, 이름 변경 {renamed}, 같음 {same}.</translation>
    </message>
    <message>
        <source>Table version {version}: {what}</source>
        <translation>테이블 버전 {version}: {what}</translation>
    </message>
    <message>
        <source>{count} more table versions lie between.</source>
        <translation>그 사이에 테이블 버전이 {count}개 더 있습니다.</translation>
    </message>
    <message>
        <source>All rows have the same values, written otherwise or in another order.</source>
        <translation>모든 행의 값이 같으며, 표기나 순서만 다릅니다.</translation>
    </message>
    <message>
        <source>Rows by {key}: {added} added, {removed} removed, {changed} changed, {same} the same.</source>
        <translation>{key} 기준 행: 추가 {added}, 삭제 {removed}, 변경 {changed}, 같음 {same}.</translation>
    </message>
    <message>
        <source>Rows by all values: {added} added, {removed} removed, {same} the same.</source>
        <translation>모든 값 기준 행: 추가 {added}, 삭제 {removed}, 같음 {same}.</translation>
    </message>
    <message>
        <source>Changed cells: {columns}.</source>
        <translation>바뀐 칸: {columns}.</translation>
    </message>
    <message>
        <source>The cells were counted in {count} of the changed rows.</source>
        <translation>칸은 바뀐 행 가운데 {count}개에서 세었습니다.</translation>
    </message>
    <message>
        <source>For example {row}: {cells}</source>
        <translation>예: {row}: {cells}</translation>
    </message>
    <message>
        <source>For example {row} is new: {cells}</source>
        <translation>예: {row} 추가됨: {cells}</translation>
    </message>
    <message>
        <source>For example {row} is gone: {cells}</source>
        <translation>예: {row} 삭제됨: {cells}</translation>
    </message>
</context>
<context>
    <name>Description</name>
    <message>
        <source>Size</source>
        <translation>크기</translation>
    </message>
    <message>
        <source>{count} bytes</source>
        <translation>{count}바이트</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>파일</translation>
    </message>
    <message>
        <source>Used by</source>
        <translation>사용한 곳</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>위치</translation>
    </message>
    <message>
        <source>{path} at {commit}</source>
        <translation>{path}, 커밋 {commit}</translation>
    </message>
    <message>
        <source>From</source>
        <translation>출처</translation>
    </message>
    <message>
        <source>Places</source>
        <translation>위치</translation>
    </message>
    <message>
        <source>Made by</source>
        <translation>만든 실행</translation>
    </message>
    <message>
        <source>No run that made it is recorded.</source>
        <translation>이것을 만든 실행이 기록되어 있지 않습니다.</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>명령</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>폴더</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>종료 상태</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>시작</translation>
    </message>
    <message>
        <source>By</source>
        <translation>실행한 사람</translation>
    </message>
    <message>
        <source>Known from</source>
        <translation>출처</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>실행</translation>
    </message>
    <message>
        <source>Inputs</source>
        <translation>입력</translation>
    </message>
    <message>
        <source>Outputs</source>
        <translation>출력</translation>
    </message>
    <message>
        <source>Reference</source>
        <translation>참조</translation>
    </message>
    <message>
        <source>Parent</source>
        <translation>부모</translation>
    </message>
    <message>
        <source>Data and models held here</source>
        <translation>이 커밋의 데이터와 모델</translation>
    </message>
    <message>
        <source>Runs held here</source>
        <translation>이 커밋의 실행</translation>
    </message>
    <message>
        <source>Metrics files held here</source>
        <translation>이 커밋의 지표 파일</translation>
    </message>
    <message>
        <source>Commit</source>
        <translation>커밋</translation>
    </message>
    <message>
        <source>Files that name packages or an image</source>
        <translation>패키지나 이미지를 적은 파일</translation>
    </message>
    <message>
        <source>Files that say how it is run</source>
        <translation>실행 방법을 적은 파일</translation>
    </message>
    <message>
        <source>Of</source>
        <translation>대상</translation>
    </message>
    <message>
        <source>Process</source>
        <translation>프로세스</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>판정</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>걸린 시간</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>이유</translation>
    </message>
    <message>
        <source>Changed on purpose</source>
        <translation>일부러 바꾼 것</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>이미지</translation>
    </message>
    <message>
        <source>Image id</source>
        <translation>이미지 ID</translation>
    </message>
    <message>
        <source>Rebuild</source>
        <translation>재현</translation>
    </message>
    <message>
        <source>Missing</source>
        <translation>없는 것</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>환경</translation>
    </message>
    <message>
        <source>Is</source>
        <translation>가리키는 것</translation>
    </message>
    <message>
        <source>in no stage</source>
        <translation>어느 단계에도 없음</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>단계</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>설명</translation>
    </message>
    <message>
        <source>Model version</source>
        <translation>모델 버전</translation>
    </message>
    <message>
        <source>History</source>
        <translation>변경 이력</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>ID</translation>
    </message>
    <message>
        <source>Identity</source>
        <translation>식별 정보</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>코드</translation>
    </message>
    <message>
        <source>This commit is in none of the repositories that were read.</source>
        <translation>이 커밋은 읽은 저장소 어디에도 없습니다.</translation>
    </message>
    <message>
        <source>Author</source>
        <translation>작성자</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>날짜</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>메시지</translation>
    </message>
    <message>
        <source>Metrics</source>
        <translation>지표</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>매개변수</translation>
    </message>
    <message>
        <source>No image or packages were recorded for this run.</source>
        <translation>이 실행에는 기록된 이미지나 패키지가 없습니다.</translation>
    </message>
    <message>
        <source>Digest</source>
        <translation>다이제스트</translation>
    </message>
    <message>
        <source>Platform</source>
        <translation>플랫폼</translation>
    </message>
    <message>
        <source>Here and now</source>
        <translation>현재 상태</translation>
    </message>
    <message>
        <source>Looked up</source>
        <translation>확인한 때</translation>
    </message>
    <message>
        <source>Can it be rebuilt?</source>
        <translation>재현할 수 있나요?</translation>
    </message>
    <message>
        <source>Rebuilds</source>
        <translation>재현 기록</translation>
    </message>
    <message>
        <source>Seen by other tools</source>
        <translation>다른 도구가 본 곳</translation>
    </message>
    <message>
        <source>Approvals</source>
        <translation>승인</translation>
    </message>
    <message>
        <source>Noted</source>
        <translation>메모</translation>
    </message>
    <message>
        <source>How it is known</source>
        <translation>알게 된 근거</translation>
    </message>
    <message>
        <source>and {count} more</source>
        <translation>외 {count}개</translation>
    </message>
</context>
<context>
    <name>Desk</name>
    <message>
        <source>{project} - Forebear</source>
        <translation>{project} - Forebear</translation>
    </message>
    <message>
        <source>The image is kept.</source>
        <translation>이미지를 보관했습니다.</translation>
    </message>
</context>
<context>
    <name>DiffBar</name>
    <message>
        <source>Previous change (P)</source>
        <translation>이전 변경 (P)</translation>
    </message>
    <message>
        <source>Next change (N)</source>
        <translation>다음 변경 (N)</translation>
    </message>
    <message>
        <source>Show the whole file (W)</source>
        <translation>파일 전체 보기 (W)</translation>
    </message>
    <message>
        <source>Side by side (S)</source>
        <translation>나란히 보기 (S)</translation>
    </message>
</context>
<context>
    <name>DiffKeys</name>
    <message>
        <source>Next change</source>
        <translation>다음 변경</translation>
    </message>
    <message>
        <source>Previous change</source>
        <translation>이전 변경</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>나란히</translation>
    </message>
    <message>
        <source>Show the whole file</source>
        <translation>파일 전체 보기</translation>
    </message>
</context>
<context>
    <name>DiffModel</name>
    <message>
        <source>{count} lines that are the same</source>
        <translation>같은 줄 {count}개</translation>
    </message>
    <message>
        <source>Lines are left out here</source>
        <translation>여기서 줄이 생략됨</translation>
    </message>
    <message>
        <source>No line on this side</source>
        <translation>이쪽에는 줄이 없음</translation>
    </message>
    <message>
        <source>Line {number} added: {text}</source>
        <translation>{number}번째 줄 추가됨: {text}</translation>
    </message>
    <message>
        <source>Line {number} removed: {text}</source>
        <translation>{number}번째 줄 삭제됨: {text}</translation>
    </message>
    <message>
        <source>Line {number}: {text}</source>
        <translation>{number}번째 줄: {text}</translation>
    </message>
</context>
<context>
    <name>DiffTable</name>
    <message>
        <source>Difference of the file</source>
        <translation>파일의 차이</translation>
    </message>
    <message>
        <source>Copy the lines</source>
        <translation>줄 복사</translation>
    </message>
    <message>
        <source>Scroll long lines</source>
        <translation>긴 줄 스크롤</translation>
    </message>
</context>
<context>
    <name>DriftPlot</name>
    <message>
        <source>all others</source>
        <translation>나머지 모두</translation>
    </message>
</context>
<context>
    <name>EarlierRebuilds</name>
    <message>
        <source>Earlier rebuilds</source>
        <translation>이전 재현</translation>
    </message>
    <message>
        <source>When</source>
        <translation>일시</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>결과</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>이미지</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>걸린 시간</translation>
    </message>
    <message>
        <source>By</source>
        <translation>실행한 사람</translation>
    </message>
    <message>
        <source>This run has not been rebuilt yet</source>
        <translation>이 실행은 아직 재현한 적이 없습니다</translation>
    </message>
</context>
<context>
    <name>ExportButton</name>
    <message>
        <source>Export the picture…</source>
        <translation>그림 내보내기…</translation>
    </message>
    <message>
        <source>Lineage</source>
        <translation>계보</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export the graph</source>
        <translation>그래프 내보내기</translation>
    </message>
    <message>
        <source>Form</source>
        <translation>형식</translation>
    </message>
    <message>
        <source>Part</source>
        <translation>범위</translation>
    </message>
    <message>
        <source>Everything drawn (nodes: {count})</source>
        <translation>그려진 전체 (노드 {count}개)</translation>
    </message>
    <message>
        <source>What is in view (nodes: {count})</source>
        <translation>화면에 보이는 부분 (노드 {count}개)</translation>
    </message>
    <message>
        <source>{number} times</source>
        <translation>{number}배</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>크기</translation>
    </message>
    <message>
        <source>Letters as outlines: looks the same without the font</source>
        <translation>글자를 윤곽선으로: 글꼴이 없어도 똑같이 보임</translation>
    </message>
    <message>
        <source>SVG picture</source>
        <translation>SVG 그림</translation>
    </message>
    <message>
        <source>PDF document</source>
        <translation>PDF 문서</translation>
    </message>
    <message>
        <source>PNG picture</source>
        <translation>PNG 그림</translation>
    </message>
    <message>
        <source>Graphviz DOT</source>
        <translation>Graphviz DOT</translation>
    </message>
    <message>
        <source>Mermaid flowchart</source>
        <translation>Mermaid 순서도</translation>
    </message>
    <message>
        <source>GraphML</source>
        <translation>GraphML</translation>
    </message>
    <message>
        <source>CSV tables of nodes and of edges</source>
        <translation>CSV 표 (노드, 연결)</translation>
    </message>
    <message>
        <source>JSON</source>
        <translation>JSON</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>폴더 열기</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>내보내기…</translation>
    </message>
    <message>
        <source>Measuring…</source>
        <translation>크기를 재는 중…</translation>
    </message>
    <message>
        <source>{width} × {height} cm, on white</source>
        <translation>{width} × {height} cm, 흰 바탕</translation>
    </message>
    <message>
        <source>{width} × {height} pixels, on white</source>
        <translation>{width} × {height} 픽셀, 흰 바탕</translation>
    </message>
    <message>
        <source>Writing {file}…</source>
        <translation>{file} 쓰는 중…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
    <message>
        <source>Written: {files}</source>
        <translation>저장됨: {files}</translation>
    </message>
</context>
<context>
    <name>Factor</name>
    <message>
        <source>chance</source>
        <translation>우연</translation>
    </message>
    <message>
        <source>inputs</source>
        <translation>입력</translation>
    </message>
    <message>
        <source>code</source>
        <translation>코드</translation>
    </message>
    <message>
        <source>image</source>
        <translation>이미지</translation>
    </message>
    <message>
        <source>parameters</source>
        <translation>매개변수</translation>
    </message>
    <message>
        <source>format</source>
        <translation>형식</translation>
    </message>
    <message>
        <source>clock</source>
        <translation>시각</translation>
    </message>
    <message>
        <source>seed</source>
        <translation>시드</translation>
    </message>
    <message>
        <source>threads</source>
        <translation>스레드</translation>
    </message>
    <message>
        <source>BLAS kernel</source>
        <translation>BLAS 커널</translation>
    </message>
    <message>
        <source>processors</source>
        <translation>프로세서 수</translation>
    </message>
    <message>
        <source>packages</source>
        <translation>패키지</translation>
    </message>
    <message>
        <source>graphics processor</source>
        <translation>그래픽 프로세서</translation>
    </message>
    <message>
        <source>hash seed</source>
        <translation>해시 시드</translation>
    </message>
    <message>
        <source>locale</source>
        <translation>로캘</translation>
    </message>
    <message>
        <source>time zone</source>
        <translation>시간대</translation>
    </message>
    <message>
        <source>variables</source>
        <translation>변수</translation>
    </message>
    <message>
        <source>file order</source>
        <translation>파일 순서</translation>
    </message>
    <message>
        <source>host name</source>
        <translation>호스트 이름</translation>
    </message>
    <message>
        <source>temporary folder</source>
        <translation>임시 폴더</translation>
    </message>
    <message>
        <source>upstream</source>
        <translation>상류</translation>
    </message>
    <message>
        <source>unexplained</source>
        <translation>설명되지 않음</translation>
    </message>
</context>
<context>
    <name>FileDetail</name>
    <message>
        <source>Version that is compared with the first</source>
        <translation>첫 번째와 비교하는 버전</translation>
    </message>
    <message>
        <source>Ignore times</source>
        <translation>시각 무시</translation>
    </message>
    <message>
        <source>Take times of day and dates as equal (ISO 8601 and syslog)</source>
        <translation>시각과 날짜를 같은 것으로 봅니다(ISO 8601, syslog)</translation>
    </message>
    <message>
        <source>Read to the end</source>
        <translation>끝까지 읽기</translation>
    </message>
    <message>
        <source>It is the same</source>
        <translation>같습니다</translation>
    </message>
    <message>
        <source>All versions hold the same bytes here.</source>
        <translation>모든 버전이 여기에 같은 바이트를 가지고 있습니다.</translation>
    </message>
    <message>
        <source>It is not here</source>
        <translation>여기에 없습니다</translation>
    </message>
    <message>
        <source>There is nothing to show</source>
        <translation>보여 줄 것이 없습니다</translation>
    </message>
    <message>
        <source>Plot</source>
        <translation>그래프</translation>
    </message>
    <message>
        <source>Matrix</source>
        <translation>행렬</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>이미지</translation>
    </message>
    <message>
        <source>Cells</source>
        <translation>셀</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>텍스트</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>파일</translation>
    </message>
    <message>
        <source>Bytes</source>
        <translation>바이트</translation>
    </message>
</context>
<context>
    <name>Files</name>
    <message>
        <source>Plot or file</source>
        <translation>그래프 또는 파일</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>변경</translation>
    </message>
    <message>
        <source>Plots</source>
        <translation>그래프</translation>
    </message>
    <message>
        <source>Metrics and parameters</source>
        <translation>지표와 매개변수</translation>
    </message>
    <message>
        <source>Notebooks and images in Git</source>
        <translation>Git의 노트북과 이미지</translation>
    </message>
    <message>
        <source>renamed</source>
        <translation>이름 바뀜</translation>
    </message>
    <message>
        <source>was {path}</source>
        <translation>이전 경로 {path}</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>알 수 없음</translation>
    </message>
    <message>
        <source>same</source>
        <translation>같음</translation>
    </message>
    <message>
        <source>added</source>
        <translation>추가됨</translation>
    </message>
    <message>
        <source>removed</source>
        <translation>삭제됨</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>바뀜</translation>
    </message>
    <message>
        <source>{version}: not there</source>
        <translation>{version}: 없음</translation>
    </message>
    <message>
        <source>Both versions hold the same bytes.</source>
        <translation>두 버전이 같은 바이트를 가지고 있습니다.</translation>
    </message>
    <message>
        <source>All versions have the same points.</source>
        <translation>모든 버전의 점이 같습니다.</translation>
    </message>
    <message>
        <source>Only {version} has it.</source>
        <translation>{version}에만 있습니다.</translation>
    </message>
    <message>
        <source>Cells: {changed} differ, {same} are the same. Execution counts and ids are left out of account.</source>
        <translation>셀: {changed}개 다름, {same}개 같음. 실행 번호와 ID는 셈하지 않습니다.</translation>
    </message>
    <message>
        <source>Without {rule}: {removed} lines became {added}, with them {less} became {more}.</source>
        <translation>{rule} 제외: {removed}줄이 {added}줄로. 포함: {less}줄이 {more}줄로.</translation>
    </message>
    <message>
        <source>times of day and dates</source>
        <translation>시각과 날짜</translation>
    </message>
    <message>
        <source>All pixels are the same; the files differ in how they are written.</source>
        <translation>픽셀은 모두 같고, 파일이 쓰인 방식만 다릅니다.</translation>
    </message>
    <message>
        <source>No pixel that can be compared differs.</source>
        <translation>비교할 수 있는 픽셀은 모두 같습니다.</translation>
    </message>
    <message>
        <source>{share} of the pixels differ ({count} of {all}), at most by {largest} of 255, {mean} on average.</source>
        <translation>픽셀의 {share}가 다릅니다({all}개 중 {count}개). 최대 차이 {largest}/255, 평균 {mean}.</translation>
    </message>
    <message>
        <source>They are not of one size: they lie on each other at the upper left corner.</source>
        <translation>크기가 서로 다릅니다. 왼쪽 위 모서리를 맞추어 겹칩니다.</translation>
    </message>
    <message>
        <source>All bytes are the same.</source>
        <translation>모든 바이트가 같습니다.</translation>
    </message>
    <message>
        <source>The first {size} are the same; the rest was not read.</source>
        <translation>처음 {size}는 같습니다. 나머지는 읽지 않았습니다.</translation>
    </message>
    <message>
        <source>First difference at byte {offset}.</source>
        <translation>처음 다른 곳: {offset}바이트.</translation>
    </message>
    <message>
        <source>First difference at byte {offset}; at their ends {suffix} bytes are the same.</source>
        <translation>처음 다른 곳: {offset}바이트. 끝의 {suffix}바이트는 같습니다.</translation>
    </message>
    <message>
        <source>Not on this machine: {versions}.</source>
        <translation>이 컴퓨터에 없음: {versions}.</translation>
    </message>
    <message>
        <source>It could be fetched from {places}.</source>
        <translation>{places}에서 가져올 수 있습니다.</translation>
    </message>
</context>
<context>
    <name>FilesPage</name>
    <message>
        <source>Plots and files</source>
        <translation>그래프와 파일</translation>
    </message>
    <message>
        <source>No plots or files are recorded</source>
        <translation>기록된 그래프나 파일이 없습니다</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>읽는 중…</translation>
    </message>
    <message>
        <source>It cannot be compared</source>
        <translation>비교할 수 없습니다</translation>
    </message>
</context>
<context>
    <name>FilterBox</name>
    <message>
        <source>Filter: kind:model after:2026-01 +model.pkl</source>
        <translation>필터: kind:model after:2026-01 +model.pkl</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>필터</translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>필터 지우기</translation>
    </message>
    <message>
        <source>{count} of {total}</source>
        <translation>{total}개 중 {count}개</translation>
    </message>
</context>
<context>
    <name>Finder</name>
    <message>
        <source>Find anything</source>
        <translation>무엇이든 찾기</translation>
    </message>
    <message>
        <source>Find a model, dataset, run, commit or command</source>
        <translation>모델, 데이터셋, 실행, 커밋, 명령 찾기</translation>
    </message>
    <message>
        <source>Enter goes there, {keys} pins it for a comparison</source>
        <translation>Enter는 그곳으로 이동하고, {keys}는 비교할 대상으로 고정합니다</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>찾은 결과</translation>
    </message>
    <message>
        <source>Nothing found. Try a part of a name, an id or a message.</source>
        <translation>찾은 결과가 없습니다. 이름이나 ID, 메시지의 일부를 입력해 보십시오.</translation>
    </message>
    <message>
        <source>This is no version that can be compared.</source>
        <translation>비교할 수 있는 버전이 아닙니다.</translation>
    </message>
    <message>
        <source>{count} pinned for a comparison; {keys} pins more.</source>
        <translation>비교할 대상 {count}개 고정됨. {keys}로 더 고정합니다.</translation>
    </message>
    <message>
        <source>Nothing is pinned for a comparison.</source>
        <translation>비교할 대상으로 고정된 것이 없습니다.</translation>
    </message>
</context>
<context>
    <name>Finding</name>
    <message>
        <source>Open a project first, then paste a reference, digest or commit.</source>
        <translation>먼저 프로젝트를 연 다음 참조, 다이제스트 또는 커밋을 붙여넣으세요.</translation>
    </message>
    <message>
        <source>There is no text on the clipboard.</source>
        <translation>클립보드에 텍스트가 없습니다.</translation>
    </message>
    <message>
        <source>Open the view of this link</source>
        <translation>이 링크의 보기 열기</translation>
    </message>
    <message>
        <source>These come near:</source>
        <translation>비슷한 것:</translation>
    </message>
    <message>
        <source>Looking through the lineage…</source>
        <translation>계보를 살펴보는 중…</translation>
    </message>
</context>
<context>
    <name>FolderView</name>
    <message>
        <source>File</source>
        <translation>파일</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>변경</translation>
    </message>
    <message>
        <source>Was</source>
        <translation>이전</translation>
    </message>
    <message>
        <source>Files of the directory that differ</source>
        <translation>디렉터리에서 다른 파일</translation>
    </message>
    <message>
        <source>The list of its files is not here.</source>
        <translation>파일 목록이 여기에 없습니다.</translation>
    </message>
    <message>
        <source>{changed} changed, {added} added, {removed} removed, {renamed} renamed, {same} the same.</source>
        <translation>바뀜 {changed}, 추가됨 {added}, 삭제됨 {removed}, 이름 바뀜 {renamed}, 같음 {same}.</translation>
    </message>
    <message>
        <source>added</source>
        <translation>추가됨</translation>
    </message>
    <message>
        <source>removed</source>
        <translation>삭제됨</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>바뀜</translation>
    </message>
    <message>
        <source>renamed</source>
        <translation>이름 바뀜</translation>
    </message>
</context>
<context>
    <name>FollowedJob</name>
    <message>
        <source>The process of this job died.</source>
        <translation>이 작업의 프로세스가 갑자기 끝났습니다.</translation>
    </message>
    <message>
        <source>What it left is removed, and that it was tried is recorded. Start it again.</source>
        <translation>남은 것은 정리했고 시도한 사실은 기록했습니다. 다시 시작하세요.</translation>
    </message>
</context>
<context>
    <name>Found</name>
    <message>
        <source>Tag</source>
        <translation>태그</translation>
    </message>
    <message>
        <source>Branch</source>
        <translation>브랜치</translation>
    </message>
    <message>
        <source>Experiment</source>
        <translation>실험</translation>
    </message>
</context>
<context>
    <name>GraphKeys</name>
    <message>
        <source>To what it was made from</source>
        <translation>이것을 만든 재료로</translation>
    </message>
    <message>
        <source>To what was made from it</source>
        <translation>이것으로 만든 것으로</translation>
    </message>
    <message>
        <source>To the one above</source>
        <translation>위의 것으로</translation>
    </message>
    <message>
        <source>To the one below</source>
        <translation>아래의 것으로</translation>
    </message>
    <message>
        <source>To the oldest it comes from</source>
        <translation>가장 오래된 출처로</translation>
    </message>
    <message>
        <source>To the newest that came of it</source>
        <translation>여기서 나온 가장 새로운 것으로</translation>
    </message>
    <message>
        <source>To the top of the column</source>
        <translation>열의 맨 위로</translation>
    </message>
    <message>
        <source>To the bottom of the column</source>
        <translation>열의 맨 아래로</translation>
    </message>
    <message>
        <source>To where the graph starts</source>
        <translation>그래프가 시작하는 곳으로</translation>
    </message>
    <message>
        <source>Select and show the details</source>
        <translation>선택하고 자세히 보기</translation>
    </message>
    <message>
        <source>Select it as well</source>
        <translation>함께 선택</translation>
    </message>
    <message>
        <source>Bring to the centre, or unfold a group</source>
        <translation>가운데로 가져오기, 또는 묶음 펼치기</translation>
    </message>
    <message>
        <source>Pin for a comparison, or unpin</source>
        <translation>비교용으로 고정, 또는 고정 해제</translation>
    </message>
    <message>
        <source>Unfold, or fold again</source>
        <translation>펼치기, 또는 다시 접기</translation>
    </message>
    <message>
        <source>Show the menu</source>
        <translation>메뉴 보기</translation>
    </message>
    <message>
        <source>Dim all but its own lineage</source>
        <translation>자신의 계보만 밝게</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>확대</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>축소</translation>
    </message>
    <message>
        <source>Show everything</source>
        <translation>전체 보기</translation>
    </message>
    <message>
        <source>One hop less</source>
        <translation>한 단계 덜</translation>
    </message>
    <message>
        <source>One hop more</source>
        <translation>한 단계 더</translation>
    </message>
    <message>
        <source>One hop more upstream</source>
        <translation>상류으로 한 단계 더</translation>
    </message>
    <message>
        <source>One hop more downstream</source>
        <translation>하류으로 한 단계 더</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>필터</translation>
    </message>
    <message>
        <source>Select nothing, or leave the filter</source>
        <translation>선택 해제, 또는 필터에서 나가기</translation>
    </message>
    <message>
        <source>Letters</source>
        <translation>글자</translation>
    </message>
    <message>
        <source>To what begins with these letters</source>
        <translation>이 글자로 시작하는 것으로</translation>
    </message>
</context>
<context>
    <name>GraphMenu</name>
    <message>
        <source>Show its neighbourhood</source>
        <translation>주변 보기</translation>
    </message>
    <message>
        <source>Unfold {count} upstream</source>
        <translation>상류 {count}개 펼치기</translation>
    </message>
    <message>
        <source>Unfold {count} downstream</source>
        <translation>하류 {count}개 펼치기</translation>
    </message>
    <message>
        <source>Fold upstream</source>
        <translation>상류 접기</translation>
    </message>
    <message>
        <source>Fold downstream</source>
        <translation>하류 접기</translation>
    </message>
    <message>
        <source>Unpin from the comparison</source>
        <translation>비교에서 고정 해제</translation>
    </message>
    <message>
        <source>Pin for a comparison</source>
        <translation>비교 대상으로 고정</translation>
    </message>
    <message>
        <source>Compare these</source>
        <translation>이것들 비교</translation>
    </message>
    <message>
        <source>Rebuild…</source>
        <translation>재현…</translation>
    </message>
    <message>
        <source>Report…</source>
        <translation>보고서…</translation>
    </message>
    <message>
        <source>Copy reference</source>
        <translation>참조 복사</translation>
    </message>
    <message>
        <source>Unfold</source>
        <translation>펼치기</translation>
    </message>
    <message>
        <source>Pull out single ones…</source>
        <translation>몇 개만 꺼내기…</translation>
    </message>
    <message>
        <source>Fold back into {name}</source>
        <translation>{name}(으)로 다시 접기</translation>
    </message>
    <message>
        <source>All paths between the two</source>
        <translation>둘 사이의 모든 경로</translation>
    </message>
    <message>
        <source>What both were made from</source>
        <translation>둘 다를 만든 재료</translation>
    </message>
    <message>
        <source>What both went into</source>
        <translation>둘 다가 쓰인 곳</translation>
    </message>
    <message>
        <source>What it was made from</source>
        <translation>이것을 만든 재료</translation>
    </message>
    <message>
        <source>What it ended up in</source>
        <translation>이것이 쓰인 곳</translation>
    </message>
    <message>
        <source>Both ways</source>
        <translation>양쪽 모두</translation>
    </message>
    <message>
        <source>Runs that used this environment</source>
        <translation>이 환경을 쓴 실행</translation>
    </message>
    <message>
        <source>Runs that used this image</source>
        <translation>이 이미지를 쓴 실행</translation>
    </message>
    <message>
        <source>What of it is in Production</source>
        <translation>이 중 운영 단계에 있는 것</translation>
    </message>
    <message>
        <source>Runs that used a package…</source>
        <translation>특정 패키지를 쓴 실행…</translation>
    </message>
</context>
<context>
    <name>Groups</name>
    <message>
        <source>Commits</source>
        <translation>커밋</translation>
    </message>
    <message>
        <source>Others</source>
        <translation>그 밖의 것</translation>
    </message>
    <message>
        <source>On no branch</source>
        <translation>브랜치 없음</translation>
    </message>
</context>
<context>
    <name>Hands</name>
    <message>
        <source>Pull out of {name}</source>
        <translation>{name}에서 꺼내기</translation>
    </message>
    <message>
        <source>What {name} was made from</source>
        <translation>{name}을(를) 만든 재료</translation>
    </message>
    <message>
        <source>What was made from {name}</source>
        <translation>{name}(으)로 만든 것</translation>
    </message>
    <message>
        <source>{name}, {kind}, made from {before}, {after} made from it</source>
        <translation>{name}, {kind}, 재료 {before}개, 이것으로 만든 것 {after}개</translation>
    </message>
</context>
<context>
    <name>HeatScale</name>
    <message>
        <source>Colours from a small difference (1) to the largest (255)</source>
        <translation>작은 차이(1)부터 가장 큰 차이(255)까지의 색</translation>
    </message>
</context>
<context>
    <name>HistoryChart</name>
    <message>
        <source>Along which branch, stage or experiments</source>
        <translation>따라갈 브랜치, 스테이지 또는 실험</translation>
    </message>
    <message>
        <source>merged commits</source>
        <translation>병합된 커밋</translation>
    </message>
    <message>
        <source>Show the commits that were merged into the branch as well</source>
        <translation>브랜치에 병합된 커밋도 표시합니다</translation>
    </message>
    <message>
        <source>Oldest first</source>
        <translation>오래된 순</translation>
    </message>
    <message>
        <source>{metric} along {line}</source>
        <translation>{line}에 따른 {metric}</translation>
    </message>
    <message>
        <source>not recorded</source>
        <translation>기록 없음</translation>
    </message>
    <message>
        <source>not here</source>
        <translation>여기 없음</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>읽는 중…</translation>
    </message>
    <message>
        <source>checked out (HEAD)</source>
        <translation>체크아웃됨(HEAD)</translation>
    </message>
    <message>
        <source>runs of {stage}</source>
        <translation>{stage} 실행</translation>
    </message>
    <message>
        <source>all experiments</source>
        <translation>모든 실험</translation>
    </message>
    <message>
        <source>{shown} of {count} have a number, from {low} to {high}, the last {last}.</source>
        <translation>{count}개 중 {shown}개에 수치가 있습니다. 범위 {low}–{high}, 마지막 {last}.</translation>
    </message>
    <message>
        <source>No number is recorded along this line.</source>
        <translation>이 흐름에는 기록된 수치가 없습니다.</translation>
    </message>
    <message>
        <source>Not recorded at {count}.</source>
        <translation>{count}곳에는 기록이 없습니다.</translation>
    </message>
    <message>
        <source>At {count} the file is not here; “dvc fetch” it and import again.</source>
        <translation>{count}곳에서는 파일이 여기 없습니다. “dvc fetch”로 받은 뒤 다시 가져오세요.</translation>
    </message>
    <message>
        <source>{count} older ones are left out.</source>
        <translation>더 오래된 {count}개는 제외했습니다.</translation>
    </message>
    <message>
        <source>The history cannot be read: {why}</source>
        <translation>이력을 읽을 수 없습니다: {why}</translation>
    </message>
</context>
<context>
    <name>HistoryModel</name>
    <message>
        <source>When</source>
        <translation>일시</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>Commit</source>
        <translation>커밋</translation>
    </message>
    <message>
        <source>Tags and branches</source>
        <translation>태그와 브랜치</translation>
    </message>
    <message>
        <source>Metric {name} of {file}</source>
        <translation>{file}의 지표 {name}</translation>
    </message>
    <message>
        <source>Parameter {name} of {file}</source>
        <translation>{file}의 매개변수 {name}</translation>
    </message>
</context>
<context>
    <name>HistoryView</name>
    <message>
        <source>History</source>
        <translation>이력</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>실행</translation>
    </message>
    <message>
        <source>Tags and branches</source>
        <translation>태그와 브랜치</translation>
    </message>
    <message>
        <source>What the history lists</source>
        <translation>이력에 표시할 항목</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>단계</translation>
    </message>
    <message>
        <source>All stages</source>
        <translation>모든 단계</translation>
    </message>
    <message>
        <source>Filter by name, tag or commit</source>
        <translation>이름, 태그, 커밋으로 거르기</translation>
    </message>
    <message>
        <source>Filter the history</source>
        <translation>이력 거르기</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>비교</translation>
    </message>
    <message>
        <source>Choose columns</source>
        <translation>열 선택</translation>
    </message>
    <message>
        <source>Reading the history…</source>
        <translation>이력을 읽는 중…</translation>
    </message>
    <message>
        <source>No runs are recorded</source>
        <translation>기록된 실행이 없습니다</translation>
    </message>
    <message>
        <source>Runs come from DVC stages, from the records of tools like MLflow, and from `forebear run`, which records one as it happens.</source>
        <translation>실행은 DVC 스테이지, MLflow 같은 도구의 기록, 그리고 실행하면서 기록하는 `forebear run`에서 나옵니다.</translation>
    </message>
    <message>
        <source>Add source…</source>
        <translation>소스 추가…</translation>
    </message>
    <message>
        <source>No tags or branches</source>
        <translation>태그나 브랜치가 없습니다</translation>
    </message>
    <message>
        <source>Tag a commit with `git tag` to see it as a version here.</source>
        <translation>`git tag`로 커밋에 태그를 달면 여기에 버전으로 표시됩니다.</translation>
    </message>
    <message>
        <source>The history cannot be read</source>
        <translation>이력을 읽을 수 없습니다</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>다시 시도</translation>
    </message>
    <message numerus="yes">
        <source>%n selected</source>
        <translation>
            <numerusform>%n개 선택됨</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n rows</source>
        <translation>
            <numerusform>%n행</numerusform>
        </translation>
    </message>
    <message>
        <source>Select two or more rows (Ctrl or Shift and click)</source>
        <translation>두 행 이상을 선택하십시오(Ctrl 또는 Shift를 누른 채 클릭)</translation>
    </message>
    <message>
        <source>No metrics or parameters</source>
        <translation>지표나 매개변수가 없습니다</translation>
    </message>
    <message>
        <source>Compare the selected rows</source>
        <translation>선택한 행 비교</translation>
    </message>
    <message>
        <source>Show in the graph</source>
        <translation>그래프에서 보기</translation>
    </message>
    <message>
        <source>Pin for comparison</source>
        <translation>비교 대상으로 고정</translation>
    </message>
    <message>
        <source>Rebuild…</source>
        <translation>재현…</translation>
    </message>
    <message>
        <source>Rebuild the selected rows…</source>
        <translation>선택한 행 재현…</translation>
    </message>
    <message>
        <source>Report…</source>
        <translation>보고서…</translation>
    </message>
    <message>
        <source>Copy as a table</source>
        <translation>표로 복사</translation>
    </message>
    <message>
        <source>Copy the reference</source>
        <translation>참조 복사</translation>
    </message>
</context>
<context>
    <name>Hops</name>
    <message>
        <source>Fewer hops upstream</source>
        <translation>상류로 한 단계 덜</translation>
    </message>
    <message>
        <source>Fewer hops downstream</source>
        <translation>하류로 한 단계 덜</translation>
    </message>
    <message>
        <source>More hops upstream</source>
        <translation>상류로 한 단계 더</translation>
    </message>
    <message>
        <source>More hops downstream</source>
        <translation>하류로 한 단계 더</translation>
    </message>
    <message>
        <source>Reaches {count} hops upstream: what it was made from</source>
        <translation>상류로 {count}단계까지: 이것을 만든 재료</translation>
    </message>
    <message>
        <source>Reaches {count} hops downstream: what was made from it</source>
        <translation>하류로 {count}단계까지: 이것으로 만든 것</translation>
    </message>
</context>
<context>
    <name>ImageChoice</name>
    <message>
        <source>Use another image</source>
        <translation>다른 이미지 사용</translation>
    </message>
    <message>
        <source>Back to the recorded image</source>
        <translation>기록된 이미지로 되돌리기</translation>
    </message>
    <message>
        <source>Load the recorded image from an archive…</source>
        <translation>아카이브에서 기록된 이미지 불러오기…</translation>
    </message>
    <message>
        <source>Reconstruct it from {file}</source>
        <translation>{file}(으)로 다시 만들기</translation>
    </message>
    <message>
        <source>Choose an image by its name…</source>
        <translation>이름으로 이미지 선택…</translation>
    </message>
    <message>
        <source>Archive of the image</source>
        <translation>이미지 아카이브</translation>
    </message>
    <message>
        <source>Archives (*.tar *.tar.gz *.tgz *.tar.xz)</source>
        <translation>아카이브 (*.tar *.tar.gz *.tgz *.tar.xz)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>모든 파일 (*)</translation>
    </message>
    <message>
        <source>Another image</source>
        <translation>다른 이미지</translation>
    </message>
    <message>
        <source>Name or id of an image that the engine has. The rebuild, its verdict and the report will say that it is assumed by you, not recorded.</source>
        <translation>엔진에 있는 이미지의 이름이나 ID입니다. 재현와 판정, 보고서에는 기록된 이미지가 아니라 사용자가 가정한 이미지로 표시됩니다.</translation>
    </message>
</context>
<context>
    <name>ImportPage</name>
    <message>
        <source>Progress</source>
        <translation>진행 상황</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Reading {project}…</source>
        <translation>{project} 읽는 중…</translation>
    </message>
    <message>
        <source>Making the sample project…</source>
        <translation>예제 프로젝트를 만드는 중…</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>멈추는 중…</translation>
    </message>
</context>
<context>
    <name>InsideNotice</name>
    <message>
        <source>Progress</source>
        <translation>진행 상황</translation>
    </message>
    <message>
        <source>Compare inside the recorded images…</source>
        <translation>기록된 이미지 안에서 비교…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>The values can only be compared by loading the models, and that runs their code</source>
        <translation>값을 비교하려면 모델을 불러와야 하며, 그러면 모델에 든 코드가 실행됩니다</translation>
    </message>
    <message>
        <source>Each is loaded in the image recorded for its run, without network.</source>
        <translation>각 모델은 그 실행에 기록된 이미지 안에서 네트워크 없이 불러옵니다.</translation>
    </message>
    <message>
        <source>Loading the models inside their images…</source>
        <translation>이미지 안에서 모델을 불러오는 중…</translation>
    </message>
    <message>
        <source>The models could not be compared inside their images</source>
        <translation>이미지 안에서 모델을 비교하지 못했습니다</translation>
    </message>
    <message numerus="yes">
        <source>%n model(s) could not be loaded in every version</source>
        <translation>
            <numerusform>모델 %n개를 일부 버전에서 불러오지 못했습니다</numerusform>
        </translation>
    </message>
    <message>
        <source>The table says why.</source>
        <translation>이유는 표에 있습니다.</translation>
    </message>
</context>
<context>
    <name>Inspector</name>
    <message>
        <source>Details</source>
        <translation>상세 정보</translation>
    </message>
    <message>
        <source>Rebuild…</source>
        <translation>재현…</translation>
    </message>
    <message>
        <source>Pin</source>
        <translation>고정</translation>
    </message>
    <message>
        <source>Pin this version for a comparison</source>
        <translation>이 버전을 비교 대상으로 고정합니다</translation>
    </message>
    <message>
        <source>Report…</source>
        <translation>보고서…</translation>
    </message>
    <message>
        <source>Copy the id</source>
        <translation>ID 복사</translation>
    </message>
    <message>
        <source>No run that made it is recorded.</source>
        <translation>이것을 만든 실행이 기록되어 있지 않습니다.</translation>
    </message>
    <message>
        <source>Assign an image…</source>
        <translation>이미지 지정…</translation>
    </message>
    <message>
        <source>Keep the image</source>
        <translation>이미지 보관</translation>
    </message>
    <message>
        <source>The details cannot be read</source>
        <translation>상세 정보를 읽을 수 없습니다</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>다시 시도</translation>
    </message>
    <message>
        <source>Nothing selected</source>
        <translation>선택한 항목이 없습니다</translation>
    </message>
    <message>
        <source>Select a model, a dataset, a run or a commit to see what is known of it.</source>
        <translation>모델, 데이터셋, 실행, 커밋을 선택하면 알려진 내용을 볼 수 있습니다.</translation>
    </message>
</context>
<context>
    <name>Jobs</name>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds}초</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>대기 중</translation>
    </message>
    <message>
        <source>running</source>
        <translation>실행 중</translation>
    </message>
    <message>
        <source>done</source>
        <translation>완료</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>실패</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>취소됨</translation>
    </message>
    <message>
        <source>Reading commits</source>
        <translation>커밋을 읽는 중</translation>
    </message>
    <message>
        <source>Reading records</source>
        <translation>기록을 읽는 중</translation>
    </message>
    <message>
        <source>Writing the lineage</source>
        <translation>계보를 쓰는 중</translation>
    </message>
    <message>
        <source>Getting the image</source>
        <translation>이미지를 가져오는 중</translation>
    </message>
    <message>
        <source>Running the command</source>
        <translation>명령을 실행하는 중</translation>
    </message>
    <message>
        <source>Checking digests</source>
        <translation>다이제스트를 확인하는 중</translation>
    </message>
    <message>
        <source>Making its history</source>
        <translation>이력을 만드는 중</translation>
    </message>
    <message>
        <source>{job} ended while you were away: {how}</source>
        <translation>자리를 비운 사이 {job} 작업이 끝났습니다: {how}</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>보기</translation>
    </message>
    <message>
        <source>{count} jobs ended while you were away</source>
        <translation>자리를 비운 동안 작업 {count}개가 끝났습니다</translation>
    </message>
    <message>
        <source>Show the jobs</source>
        <translation>작업 보기</translation>
    </message>
</context>
<context>
    <name>JobsPanel</name>
    <message>
        <source>Jobs</source>
        <translation>작업</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>진행 상황</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>로그</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>다시 시도</translation>
    </message>
    <message>
        <source>Copy command</source>
        <translation>명령 복사</translation>
    </message>
    <message>
        <source>Clear ended</source>
        <translation>끝난 작업 지우기</translation>
    </message>
    <message>
        <source>Close the jobs panel</source>
        <translation>작업 패널 닫기</translation>
    </message>
    <message>
        <source>No job chosen</source>
        <translation>선택한 작업이 없습니다</translation>
    </message>
    <message>
        <source>No jobs yet</source>
        <translation>아직 작업이 없습니다</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>멈추는 중…</translation>
    </message>
</context>
<context>
    <name>JobsPill</name>
    <message>
        <source>No jobs running</source>
        <translation>실행 중인 작업 없음</translation>
    </message>
    <message numerus="yes">
        <source>%n jobs running</source>
        <translation>
            <numerusform>작업 %n개 실행 중</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Judged</name>
    <message>
        <source>order of keys</source>
        <translation>키의 순서</translation>
    </message>
    <message>
        <source>white space and layout</source>
        <translation>공백과 배치</translation>
    </message>
    <message>
        <source>spelling of numbers</source>
        <translation>숫자의 표기</translation>
    </message>
    <message>
        <source>line ends</source>
        <translation>줄 끝</translation>
    </message>
    <message>
        <source>line end of the last line</source>
        <translation>마지막 줄의 줄 끝</translation>
    </message>
    <message>
        <source>encoding of the text</source>
        <translation>텍스트 인코딩</translation>
    </message>
    <message>
        <source>times of day and dates</source>
        <translation>시각과 날짜</translation>
    </message>
    <message>
        <source>delimiter</source>
        <translation>구분자</translation>
    </message>
    <message>
        <source>quotes around cells</source>
        <translation>셀의 따옴표</translation>
    </message>
    <message>
        <source>gzip time and name</source>
        <translation>gzip의 시간과 이름</translation>
    </message>
    <message>
        <source>compression</source>
        <translation>압축</translation>
    </message>
    <message>
        <source>zip: order of members</source>
        <translation>zip: 항목 순서</translation>
    </message>
    <message>
        <source>zip: times</source>
        <translation>zip: 시간</translation>
    </message>
    <message>
        <source>zip: modes</source>
        <translation>zip: 권한</translation>
    </message>
    <message>
        <source>zip: system, extra fields and comments</source>
        <translation>zip: 시스템, 추가 필드와 주석</translation>
    </message>
    <message>
        <source>name of the top folder</source>
        <translation>최상위 폴더의 이름</translation>
    </message>
    <message>
        <source>tar: order of members</source>
        <translation>tar: 항목 순서</translation>
    </message>
    <message>
        <source>tar: times</source>
        <translation>tar: 시간</translation>
    </message>
    <message>
        <source>tar: owners</source>
        <translation>tar: 소유자</translation>
    </message>
    <message>
        <source>tar: modes</source>
        <translation>tar: 권한</translation>
    </message>
    <message>
        <source>tar: format</source>
        <translation>tar: 형식</translation>
    </message>
    <message>
        <source>order of tensors in the file</source>
        <translation>파일 안 텐서의 순서</translation>
    </message>
    <message>
        <source>order of arrays in memory</source>
        <translation>메모리 안 배열의 순서</translation>
    </message>
    <message>
        <source>order of the header</source>
        <translation>헤더의 순서</translation>
    </message>
    <message>
        <source>name and version of the writer</source>
        <translation>작성 프로그램의 이름과 버전</translation>
    </message>
    <message>
        <source>documentation</source>
        <translation>설명 문서</translation>
    </message>
    <message>
        <source>number of threads</source>
        <translation>스레드 수</translation>
    </message>
    <message>
        <source>how much is printed</source>
        <translation>출력하는 양</translation>
    </message>
    <message>
        <source>measured times</source>
        <translation>측정된 시간</translation>
    </message>
    <message>
        <source>version of the library</source>
        <translation>라이브러리 버전</translation>
    </message>
    <message>
        <source>Parquet: writer</source>
        <translation>Parquet: 작성 프로그램</translation>
    </message>
    <message>
        <source>row groups and batches</source>
        <translation>행 그룹과 배치</translation>
    </message>
    <message>
        <source>dictionary encoding</source>
        <translation>사전 인코딩</translation>
    </message>
    <message>
        <source>notes of the schema</source>
        <translation>스키마의 메모</translation>
    </message>
    <message>
        <source>notebook: execution counts</source>
        <translation>노트북: 실행 횟수</translation>
    </message>
    <message>
        <source>notebook: ids of cells</source>
        <translation>노트북: 셀 ID</translation>
    </message>
    <message>
        <source>notebook: colours of what was printed</source>
        <translation>노트북: 출력의 색</translation>
    </message>
    <message>
        <source>HDF5: times</source>
        <translation>HDF5: 시간</translation>
    </message>
    <message>
        <source>HDF5: chunks and compression</source>
        <translation>HDF5: 청크와 압축</translation>
    </message>
    <message>
        <source>PNG: text and time</source>
        <translation>PNG: 텍스트와 시간</translation>
    </message>
    <message>
        <source>SVG: ids</source>
        <translation>SVG: ID</translation>
    </message>
    <message>
        <source>SVG: date and writer</source>
        <translation>SVG: 날짜와 작성 프로그램</translation>
    </message>
    <message>
        <source>PDF: dates and id</source>
        <translation>PDF: 날짜와 ID</translation>
    </message>
    <message>
        <source>what is packed is the same</source>
        <translation>압축된 내용은 같습니다</translation>
    </message>
    <message>
        <source>members are found by their names</source>
        <translation>항목은 이름으로 찾습니다</translation>
    </message>
    <message>
        <source>they say when a member was written</source>
        <translation>항목이 언제 쓰였는지 나타냅니다</translation>
    </message>
    <message>
        <source>they say who may read a member</source>
        <translation>누가 항목을 읽을 수 있는지 나타냅니다</translation>
    </message>
    <message>
        <source>the cells are the same</source>
        <translation>셀은 같습니다</translation>
    </message>
    <message>
        <source>the values are the same</source>
        <translation>값은 같습니다</translation>
    </message>
    <message>
        <source>it says what wrote the file</source>
        <translation>무엇이 파일을 썼는지 나타냅니다</translation>
    </message>
    <message>
        <source>it is for people</source>
        <translation>사람을 위한 것입니다</translation>
    </message>
    <message>
        <source>it says how the model runs, not what it is</source>
        <translation>모델이 무엇인지가 아니라 어떻게 실행되는지 나타냅니다</translation>
    </message>
    <message>
        <source>a mapping is the same in any order</source>
        <translation>매핑은 순서가 달라도 같습니다</translation>
    </message>
    <message>
        <source>between values it means nothing</source>
        <translation>값 사이에서는 의미가 없습니다</translation>
    </message>
    <message>
        <source>0.10 and 1e-1 are the same number</source>
        <translation>0.10과 1e-1은 같은 수입니다</translation>
    </message>
    <message>
        <source>LF, CRLF and CR end a line alike</source>
        <translation>LF, CRLF, CR은 모두 줄을 끝냅니다</translation>
    </message>
    <message>
        <source>nothing comes after it</source>
        <translation>그 뒤에 아무것도 없습니다</translation>
    </message>
    <message>
        <source>the letters are the same</source>
        <translation>글자는 같습니다</translation>
    </message>
    <message>
        <source>a log says when it was written</source>
        <translation>로그는 언제 쓰였는지 적습니다</translation>
    </message>
    <message>
        <source>gzip writes when, and from which file, it was packed</source>
        <translation>gzip은 언제, 어느 파일에서 압축했는지 적습니다</translation>
    </message>
    <message>
        <source>they say on which system a member was packed</source>
        <translation>항목을 어느 시스템에서 압축했는지 나타냅니다</translation>
    </message>
    <message>
        <source>PyTorch names it after the file</source>
        <translation>PyTorch가 파일 이름을 따라 짓습니다</translation>
    </message>
    <message>
        <source>they say who packed it</source>
        <translation>누가 묶었는지 나타냅니다</translation>
    </message>
    <message>
        <source>tensors are found by their names</source>
        <translation>텐서는 이름으로 찾습니다</translation>
    </message>
    <message>
        <source>by rows or by columns, the values are the same</source>
        <translation>행 순서든 열 순서든 값은 같습니다</translation>
    </message>
    <message>
        <source>entries are found by their names</source>
        <translation>항목은 이름으로 찾습니다</translation>
    </message>
    <message>
        <source>a time comes out otherwise each time</source>
        <translation>시간은 잴 때마다 다릅니다</translation>
    </message>
    <message>
        <source>the rows are the same, in the same order</source>
        <translation>행은 같고 순서도 같습니다</translation>
    </message>
    <message>
        <source>they are not part of any row</source>
        <translation>어느 행에도 속하지 않습니다</translation>
    </message>
    <message>
        <source>they count how often a cell was run</source>
        <translation>셀을 몇 번 실행했는지 셉니다</translation>
    </message>
    <message>
        <source>they are made up anew for each notebook</source>
        <translation>노트북마다 새로 만들어집니다</translation>
    </message>
    <message>
        <source>the text is the same</source>
        <translation>텍스트는 같습니다</translation>
    </message>
    <message>
        <source>they say when a dataset was written</source>
        <translation>데이터셋이 언제 쓰였는지 나타냅니다</translation>
    </message>
    <message>
        <source>the pixels are the same</source>
        <translation>픽셀은 같습니다</translation>
    </message>
    <message>
        <source>they are made up anew for each drawing</source>
        <translation>그림마다 새로 만들어집니다</translation>
    </message>
    <message>
        <source>it says when and with what it was drawn</source>
        <translation>언제 무엇으로 그렸는지 나타냅니다</translation>
    </message>
    <message>
        <source>it says when it was written</source>
        <translation>언제 쓰였는지 나타냅니다</translation>
    </message>
    <message>
        <source>NaN or infinity</source>
        <translation>NaN 또는 무한대</translation>
    </message>
    <message>
        <source>{difference} ({steps} ULP)</source>
        <translation>{difference} ({steps} ULP)</translation>
    </message>
    <message>
        <source>exact</source>
        <translation>정확히 같음</translation>
    </message>
    <message>
        <source>relative {number}</source>
        <translation>상대 {number}</translation>
    </message>
    <message>
        <source>absolute {number}</source>
        <translation>절대 {number}</translation>
    </message>
    <message>
        <source>NaN equals NaN</source>
        <translation>NaN끼리는 같음</translation>
    </message>
    <message>
        <source>metrics {tolerance}</source>
        <translation>지표 {tolerance}</translation>
    </message>
    <message>
        <source>bytes</source>
        <translation>바이트</translation>
    </message>
</context>
<context>
    <name>Keeping</name>
    <message>
        <source>Keep the image of {ref}</source>
        <translation>{ref}의 이미지 보관</translation>
    </message>
    <message>
        <source>{image}: {size} added</source>
        <translation>{image}: {size} 추가됨</translation>
    </message>
    <message>
        <source>{image} was kept before</source>
        <translation>{image}은(는) 이미 보관되어 있습니다</translation>
    </message>
</context>
<context>
    <name>Lattice</name>
    <message>
        <source>The mixtures of A and B</source>
        <translation>A와 B의 혼합</translation>
    </message>
</context>
<context>
    <name>LazyPage</name>
    <message>
        <source>Loading…</source>
        <translation>불러오는 중…</translation>
    </message>
    <message>
        <source>This view cannot be loaded</source>
        <translation>이 화면을 불러올 수 없습니다</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>다시 시도</translation>
    </message>
</context>
<context>
    <name>Legend</name>
    <message>
        <source>Fold the legend</source>
        <translation>범례 접기</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>모두 보기</translation>
    </message>
    <message>
        <source>Unfold the legend</source>
        <translation>범례 펼치기</translation>
    </message>
    <message>
        <source>Click to hide or show; Alt and click to show it alone</source>
        <translation>눌러서 숨기거나 보이기, Alt를 누른 채 누르면 이것만 보이기</translation>
    </message>
    <message>
        <source>what it was made from</source>
        <translation>이것을 만든 재료</translation>
    </message>
    <message>
        <source>what was made from it</source>
        <translation>이것으로 만든 것</translation>
    </message>
    <message>
        <source>came later</source>
        <translation>나중에 생김</translation>
    </message>
    <message>
        <source>assumed</source>
        <translation>추정</translation>
    </message>
    <message>
        <source>Legend</source>
        <translation>범례</translation>
    </message>
</context>
<context>
    <name>LimitWords</name>
    <message>
        <source>the network is open</source>
        <translation>네트워크 열림</translation>
    </message>
    <message>
        <source>the image&apos;s files can be written</source>
        <translation>이미지의 파일 쓰기 허용</translation>
    </message>
    <message>
        <source>memory</source>
        <translation>메모리</translation>
    </message>
    <message>
        <source>time</source>
        <translation>시간</translation>
    </message>
    <message>
        <source>processors</source>
        <translation>프로세서</translation>
    </message>
</context>
<context>
    <name>LimitsChoice</name>
    <message>
        <source>Set other limits…</source>
        <translation>제한 바꾸기…</translation>
    </message>
    <message>
        <source>Back to the usual limits</source>
        <translation>기본 제한으로 되돌리기</translation>
    </message>
</context>
<context>
    <name>LimitsDialog</name>
    <message>
        <source>Limits of this rebuild</source>
        <translation>이번 재현의 제한</translation>
    </message>
    <message>
        <source>Let it use the network</source>
        <translation>네트워크 사용 허용</translation>
    </message>
    <message>
        <source>Let it write to the image&apos;s files</source>
        <translation>이미지의 파일에 쓰기 허용</translation>
    </message>
    <message>
        <source>as usual</source>
        <translation>기본값</translation>
    </message>
    <message>
        <source>1 hour</source>
        <translation>1시간</translation>
    </message>
    <message>
        <source>1 day</source>
        <translation>1일</translation>
    </message>
    <message>
        <source>3 days</source>
        <translation>3일</translation>
    </message>
    <message>
        <source>7 days</source>
        <translation>7일</translation>
    </message>
    <message>
        <source>without limit</source>
        <translation>제한 없음</translation>
    </message>
    <message>
        <source>as usual, or like 0-3</source>
        <translation>기본값 또는 0-3처럼 입력</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>메모리</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>시간</translation>
    </message>
    <message>
        <source>Processors</source>
        <translation>프로세서</translation>
    </message>
    <message>
        <source>They are for this rebuild alone. Its record, its verdict and the report say what was other than usual. With the network open, the command can send what it reads to anybody.</source>
        <translation>이번 재현에만 적용됩니다. 기본값과 달랐던 점은 기록과 판정, 보고서에 표시됩니다. 네트워크를 열면 명령이 읽은 내용을 외부로 보낼 수 있습니다.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Plan with these</source>
        <translation>이 제한으로 계획</translation>
    </message>
</context>
<context>
    <name>LineageHead</name>
    <message>
        <source>Go to what differs first</source>
        <translation>처음으로 다른 것으로 이동</translation>
    </message>
    <message>
        <source>Version set against the baseline</source>
        <translation>기준과 비교할 버전</translation>
    </message>
    <message>
        <source>Fold again</source>
        <translation>다시 접기</translation>
    </message>
    <message>
        <source>Legend</source>
        <translation>범례</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>축소</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>확대</translation>
    </message>
    <message>
        <source>Show everything</source>
        <translation>전체 보기</translation>
    </message>
    <message>
        <source>Export the picture…</source>
        <translation>그림 내보내기…</translation>
    </message>
</context>
<context>
    <name>LineagePage</name>
    <message>
        <source>Comparing…</source>
        <translation>비교하는 중…</translation>
    </message>
    <message>
        <source>Nothing is recorded of what these versions were made from</source>
        <translation>이 버전들을 무엇으로 만들었는지 기록이 없습니다</translation>
    </message>
    <message>
        <source>Nothing matches</source>
        <translation>맞는 것이 없습니다</translation>
    </message>
    <message>
        <source>The kinds that are left hold no difference.</source>
        <translation>남은 종류에는 차이가 없습니다.</translation>
    </message>
    <message>
        <source>Show all kinds</source>
        <translation>모든 종류 보기</translation>
    </message>
    <message>
        <source>All {count} are the same. Turn off “Only differences” to see them.</source>
        <translation>{count}개가 모두 같습니다. “다른 것만”을 끄면 볼 수 있습니다.</translation>
    </message>
    <message>
        <source>No differences</source>
        <translation>차이가 없습니다</translation>
    </message>
    <message>
        <source>The lineage cannot be drawn</source>
        <translation>계보를 그릴 수 없습니다</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>다시 시도</translation>
    </message>
    <message>
        <source>The lineages of both versions</source>
        <translation>두 버전의 계보</translation>
    </message>
</context>
<context>
    <name>LineageView</name>
    <message>
        <source>Lineage graph</source>
        <translation>계보 그래프</translation>
    </message>
</context>
<context>
    <name>Lineages</name>
    <message>
        <source>Code</source>
        <translation>코드</translation>
    </message>
    <message>
        <source>other content</source>
        <translation>내용이 다름</translation>
    </message>
    <message>
        <source>made by what differs: {about}</source>
        <translation>달라진 것이 만듦: {about}</translation>
    </message>
    <message>
        <source>reads what differs: {about}</source>
        <translation>달라진 것을 읽음: {about}</translation>
    </message>
    <message>
        <source>another command</source>
        <translation>명령이 다름</translation>
    </message>
    <message>
        <source>other parameters: {about}</source>
        <translation>매개변수가 다름: {about}</translation>
    </message>
    <message>
        <source>the same was run once more</source>
        <translation>같은 것을 한 번 더 실행함</translation>
    </message>
    <message>
        <source>other commits, and their code differs</source>
        <translation>커밋이 다르고 코드도 다름</translation>
    </message>
    <message>
        <source>other commits; whether their code differs is not known</source>
        <translation>커밋이 다름. 코드가 다른지는 알 수 없음</translation>
    </message>
    <message>
        <source>digests of different algorithms say nothing about each other</source>
        <translation>알고리즘이 다른 다이제스트는 서로 비교할 수 없음</translation>
    </message>
    <message>
        <source>it starts here · {detail}</source>
        <translation>여기서 시작 · {detail}</translation>
    </message>
    <message>
        <source>in {version} {content}</source>
        <translation>{version}에서 {content}</translation>
    </message>
    <message>
        <source>nothing upstream of it differs</source>
        <translation>상류에는 다른 것이 없음</translation>
    </message>
    <message>
        <source>{version}: nothing is recorded of what it was made from.</source>
        <translation>{version}: 무엇으로 만들었는지 기록이 없습니다.</translation>
    </message>
    <message>
        <source>{version}: the record of {run} is older than the {path} that {version} holds: it read another one.</source>
        <translation>{version}: {run}의 기록이 {version}에 있는 {path}보다 오래되었습니다. 실행이 읽은 것은 다른 내용이었습니다.</translation>
    </message>
    <message>
        <source>It starts at {name} ({state}), upstream of {count} more that differ.</source>
        <translation>{name}({state})에서 시작합니다. 그 하류에서 {count}개가 더 다릅니다.</translation>
    </message>
    <message>
        <source>It starts at {name} ({state}).</source>
        <translation>{name}({state})에서 시작합니다.</translation>
    </message>
    <message>
        <source>{first} Also at {names}.</source>
        <translation>{first} 다음에서도 시작합니다: {names}.</translation>
    </message>
</context>
<context>
    <name>Linking</name>
    <message>
        <source>No project called {name} has been open here lately.</source>
        <translation>{name} 프로젝트는 최근에 여기서 연 적이 없습니다.</translation>
    </message>
    <message>
        <source>Open its folder, then the link again.</source>
        <translation>그 폴더를 연 다음 링크를 다시 여세요.</translation>
    </message>
</context>
<context>
    <name>LoadDialog</name>
    <message>
        <source>Load this project&apos;s models?</source>
        <translation>이 프로젝트의 모델을 불러올까요?</translation>
    </message>
    <message>
        <source>none is recorded</source>
        <translation>기록된 것이 없습니다</translation>
    </message>
    <message>
        <source>Loading a model runs code that is in it</source>
        <translation>모델을 불러오면 그 안에 든 코드가 실행됩니다</translation>
    </message>
    <message>
        <source>It runs in a container without network, as another user, and cannot write to your files. Go on only if you trust the project. This is asked once for a project.</source>
        <translation>네트워크가 없는 컨테이너에서 다른 사용자로 실행되며, 사용자의 파일에는 쓸 수 없습니다. 신뢰하는 프로젝트일 때만 계속하십시오. 프로젝트마다 한 번만 묻습니다.</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>모델</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>이미지</translation>
    </message>
    <message>
        <source>Load and compare</source>
        <translation>불러와서 비교</translation>
    </message>
</context>
<context>
    <name>LogBar</name>
    <message>
        <source>Search the log</source>
        <translation>로그에서 찾기</translation>
    </message>
    <message>
        <source>Previous hit (Shift+Enter)</source>
        <translation>이전 결과 (Shift+Enter)</translation>
    </message>
    <message>
        <source>Next hit (Enter)</source>
        <translation>다음 결과 (Enter)</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation>따라가기</translation>
    </message>
    <message>
        <source>Stay at the end while lines come</source>
        <translation>새 줄이 나오는 동안 끝을 계속 보여 줍니다</translation>
    </message>
    <message>
        <source>Copy the log</source>
        <translation>로그 복사</translation>
    </message>
    <message>
        <source>Open the log&apos;s file</source>
        <translation>로그 파일 열기</translation>
    </message>
    <message>
        <source>{current} of {count}</source>
        <translation>{count}개 중 {current}번째</translation>
    </message>
    <message>
        <source>nothing found</source>
        <translation>찾은 것 없음</translation>
    </message>
</context>
<context>
    <name>LogView</name>
    <message>
        <source>Log of the rebuild</source>
        <translation>재현 로그</translation>
    </message>
    <message>
        <source>The command printed nothing.</source>
        <translation>명령이 아무것도 출력하지 않았습니다.</translation>
    </message>
    <message>
        <source>What the command prints will be shown here.</source>
        <translation>명령의 출력이 여기에 표시됩니다.</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Copied {text}</source>
        <translation>{text} 복사함</translation>
    </message>
    <message>
        <source>The job failed.</source>
        <translation>작업이 실패했습니다.</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>다시 시도</translation>
    </message>
    <message>
        <source>Show the log</source>
        <translation>로그 보기</translation>
    </message>
    <message>
        <source>Open a folder…</source>
        <translation>폴더 열기…</translation>
    </message>
</context>
<context>
    <name>Many</name>
    <message>
        <source>running</source>
        <translation>실행 중</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>대기 중</translation>
    </message>
    <message>
        <source>waiting again</source>
        <translation>다시 대기 중</translation>
    </message>
    <message>
        <source>as recorded</source>
        <translation>기록과 같음</translation>
    </message>
    <message>
        <source>not so</source>
        <translation>기록과 다름</translation>
    </message>
    <message>
        <source>blocked</source>
        <translation>막힘</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>실행</translation>
    </message>
    <message>
        <source>For</source>
        <translation>대상</translation>
    </message>
    <message>
        <source>Commit</source>
        <translation>커밋</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>결과</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>걸린 시간</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>이유</translation>
    </message>
</context>
<context>
    <name>ManyVersions</name>
    <message>
        <source>Which versions</source>
        <translation>어떤 버전</translation>
    </message>
    <message>
        <source>The versions compared</source>
        <translation>비교 중인 버전</translation>
    </message>
    <message>
        <source>All runs of the project</source>
        <translation>프로젝트의 모든 실행</translation>
    </message>
    <message>
        <source>All commits that changed metrics or parameters</source>
        <translation>지표나 매개변수를 바꾼 모든 커밋</translation>
    </message>
    <message>
        <source>Compare these</source>
        <translation>이것들 비교</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>읽는 중…</translation>
    </message>
    <message>
        <source>No metrics are recorded for these versions.</source>
        <translation>이 버전들에는 기록된 지표가 없습니다.</translation>
    </message>
    <message>
        <source>At most {count} can be compared.</source>
        <translation>최대 {count}개까지 비교할 수 있습니다.</translation>
    </message>
    <message>
        <source>{count} chosen</source>
        <translation>{count}개 선택됨</translation>
    </message>
    <message>
        <source>The versions cannot be read: {why}</source>
        <translation>버전을 읽을 수 없습니다: {why}</translation>
    </message>
</context>
<context>
    <name>Map</name>
    <message>
        <source>Commits</source>
        <translation>커밋</translation>
    </message>
    <message>
        <source>Other: {kind}</source>
        <translation>그 밖의 {kind}</translation>
    </message>
</context>
<context>
    <name>MatrixView</name>
    <message>
        <source>Shares of the row</source>
        <translation>행 비율</translation>
    </message>
    <message>
        <source>Across: {x}. Down: {y}.</source>
        <translation>가로: {x}. 세로: {y}.</translation>
    </message>
    <message>
        <source>{after} against {before}</source>
        <translation>{before} 대비 {after}</translation>
    </message>
</context>
<context>
    <name>Menu</name>
    <message>
        <source>&amp;File</source>
        <translation>파일(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Go</source>
        <translation>이동(&amp;G)</translation>
    </message>
    <message>
        <source>V&amp;ersion</source>
        <translation>버전(&amp;E)</translation>
    </message>
    <message>
        <source>G&amp;raph</source>
        <translation>그래프(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>보기(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>도움말(&amp;H)</translation>
    </message>
</context>
<context>
    <name>MetricChart</name>
    <message>
        <source>Metric in the chart</source>
        <translation>차트에 표시할 지표</translation>
    </message>
    <message>
        <source>Which way is better</source>
        <translation>어느 쪽이 더 좋은지</translation>
    </message>
    <message>
        <source>Charts</source>
        <translation>차트</translation>
    </message>
    <message>
        <source>Versions</source>
        <translation>버전</translation>
    </message>
    <message>
        <source>History</source>
        <translation>변경 이력</translation>
    </message>
    <message>
        <source>Scatter</source>
        <translation>산점도</translation>
    </message>
    <message>
        <source>Parallel</source>
        <translation>평행 좌표</translation>
    </message>
    <message>
        <source>Give the charts the whole page</source>
        <translation>차트를 전체 페이지에 표시</translation>
    </message>
    <message>
        <source>What caused it?</source>
        <translation>원인이 무엇인가요?</translation>
    </message>
    <message>
        <source>Rebuild mixtures of both versions and share the change out among data, code and the rest</source>
        <translation>두 버전을 섞어 다시 빌드하고, 변화를 데이터, 코드 등에 나누어 줍니다</translation>
    </message>
    <message>
        <source>None of the values is a number.</source>
        <translation>숫자인 값이 없습니다.</translation>
    </message>
    <message>
        <source>The first {count} of {all}; the table has them all.</source>
        <translation>{all}개 중 처음 {count}개입니다. 표에는 모두 있습니다.</translation>
    </message>
    <message>
        <source>Chart of {metric}</source>
        <translation>{metric} 차트</translation>
    </message>
    <message>
        <source>{metric} over {count} versions</source>
        <translation>버전 {count}개의 {metric}</translation>
    </message>
    <message>
        <source>{metric} over {count} versions, best {version}: {value}</source>
        <translation>버전 {count}개의 {metric}, 최고 {version}: {value}</translation>
    </message>
    <message>
        <source>Show the table beside the charts</source>
        <translation>차트 옆에 표 표시</translation>
    </message>
    <message>
        <source>Higher is better</source>
        <translation>높을수록 좋음</translation>
    </message>
    <message>
        <source>Lower is better</source>
        <translation>낮을수록 좋음</translation>
    </message>
    <message>
        <source>Neither is better</source>
        <translation>우열 없음</translation>
    </message>
    <message>
        <source>By name: higher</source>
        <translation>이름 기준: 높을수록</translation>
    </message>
    <message>
        <source>By name: lower</source>
        <translation>이름 기준: 낮을수록</translation>
    </message>
    <message>
        <source>Better: not known</source>
        <translation>우열 알 수 없음</translation>
    </message>
</context>
<context>
    <name>MetricsPage</name>
    <message>
        <source>Metrics</source>
        <translation>지표</translation>
    </message>
    <message>
        <source>No metrics are recorded for these versions</source>
        <translation>이 버전들에는 기록된 지표가 없습니다</translation>
    </message>
</context>
<context>
    <name>Minimap</name>
    <message>
        <source>Small map of the picture</source>
        <translation>그림의 작은 지도</translation>
    </message>
</context>
<context>
    <name>ModelPage</name>
    <message>
        <source>Model</source>
        <translation>모델</translation>
    </message>
    <message>
        <source>No model is recorded</source>
        <translation>기록된 모델이 없습니다</translation>
    </message>
</context>
<context>
    <name>MomentBox</name>
    <message>
        <source>A branch, tag or commit, or a date such as 2026-06-01 or 3 months ago</source>
        <translation>브랜치, 태그, 커밋 또는 2026-06-01, 3 months ago 같은 날짜</translation>
    </message>
</context>
<context>
    <name>MovedDialog</name>
    <message>
        <source>Moved folders</source>
        <translation>옮겨진 폴더</translation>
    </message>
    <message>
        <source>In the records</source>
        <translation>기록에서</translation>
    </message>
    <message>
        <source>Here</source>
        <translation>여기에서</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>추가</translation>
    </message>
    <message>
        <source>Forget the chosen one</source>
        <translation>선택한 것 지우기</translation>
    </message>
    <message>
        <source>Records name files by the paths of the machine that wrote them. Say once where such a folder is now, and every source finds what is in it.</source>
        <translation>기록에는 기록한 컴퓨터의 경로가 적혀 있습니다. 그 폴더가 지금 어디에 있는지 한 번만 알려 주면 모든 소스가 그 안의 파일을 찾습니다.</translation>
    </message>
    <message>
        <source>Folder in the records</source>
        <translation>기록 속 폴더</translation>
    </message>
    <message>
        <source>Folder here</source>
        <translation>여기의 폴더</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>선택…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
    <message>
        <source>Where the folder is now</source>
        <translation>폴더의 현재 위치</translation>
    </message>
</context>
<context>
    <name>Navigator</name>
    <message>
        <source>Filter</source>
        <translation>거르기</translation>
    </message>
    <message>
        <source>Filter the navigator</source>
        <translation>탐색기 거르기</translation>
    </message>
    <message>
        <source>Models, data, runs and commits</source>
        <translation>모델, 데이터, 실행, 커밋</translation>
    </message>
    <message>
        <source>The lineage cannot be read</source>
        <translation>계보를 읽을 수 없습니다</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>다시 시도</translation>
    </message>
    <message>
        <source>Nothing matches</source>
        <translation>일치하는 항목이 없습니다</translation>
    </message>
    <message>
        <source>No name, id, tag or message contains “{text}”.</source>
        <translation>이름, ID, 태그, 메시지에 “{text}”이(가) 들어 있는 항목이 없습니다.</translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>거르기 지우기</translation>
    </message>
    <message>
        <source>Show in the graph</source>
        <translation>그래프에서 보기</translation>
    </message>
    <message>
        <source>Pin for comparison</source>
        <translation>비교 대상으로 고정</translation>
    </message>
    <message>
        <source>Rebuild…</source>
        <translation>재현…</translation>
    </message>
    <message>
        <source>Report…</source>
        <translation>보고서…</translation>
    </message>
    <message>
        <source>Copy id</source>
        <translation>ID 복사</translation>
    </message>
    <message>
        <source>Copy name</source>
        <translation>이름 복사</translation>
    </message>
</context>
<context>
    <name>Notice</name>
    <message>
        <source>{count} things cannot be drawn one by one: they are folded to stages and datasets.</source>
        <translation>{count}개는 하나씩 그릴 수 없어 단계와 데이터셋으로 접었습니다.</translation>
    </message>
    <message>
        <source>Filtered: {count} of what is here</source>
        <translation>필터됨: 여기 있는 것 중 {count}개</translation>
    </message>
    <message>
        <source>Look everywhere</source>
        <translation>전체에서 찾기</translation>
    </message>
    <message>
        <source>Some nodes were moved by hand.</source>
        <translation>손으로 옮긴 노드가 있습니다.</translation>
    </message>
    <message>
        <source>Put them back</source>
        <translation>제자리로</translation>
    </message>
    <message>
        <source>Clear it</source>
        <translation>지우기</translation>
    </message>
</context>
<context>
    <name>OffersModel</name>
    <message>
        <source>Source</source>
        <translation>소스</translation>
    </message>
    <message>
        <source>Location</source>
        <translation>위치</translation>
    </message>
    <message>
        <source>Holds</source>
        <translation>내용</translation>
    </message>
    <message>
        <source>is read already</source>
        <translation>이미 읽고 있음</translation>
    </message>
</context>
<context>
    <name>OffersTable</name>
    <message>
        <source>What was found</source>
        <translation>찾은 것</translation>
    </message>
</context>
<context>
    <name>OpenedProject</name>
    <message>
        <source>Read {project}</source>
        <translation>{project} 읽기</translation>
    </message>
</context>
<context>
    <name>Opening</name>
    <message>
        <source>Open a project&apos;s folder</source>
        <translation>프로젝트 폴더 열기</translation>
    </message>
    <message>
        <source>Add a project&apos;s folder to the graph</source>
        <translation>그래프에 추가할 프로젝트 폴더</translation>
    </message>
    <message>
        <source>Make the sample project</source>
        <translation>예제 프로젝트 만들기</translation>
    </message>
</context>
<context>
    <name>Outcome</name>
    <message>
        <source>explains it</source>
        <translation>설명됨</translation>
    </message>
    <message>
        <source>changes the output</source>
        <translation>출력을 바꿈</translation>
    </message>
    <message>
        <source>no effect</source>
        <translation>영향 없음</translation>
    </message>
    <message>
        <source>makes it deterministic</source>
        <translation>결정적으로 만듦</translation>
    </message>
    <message>
        <source>still differs each time</source>
        <translation>여전히 매번 다름</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>실패</translation>
    </message>
</context>
<context>
    <name>OutlineModel</name>
    <message>
        <source>Models</source>
        <translation>모델</translation>
    </message>
    <message>
        <source>Model versions</source>
        <translation>모델 버전</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>데이터</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>실행</translation>
    </message>
    <message>
        <source>Commits</source>
        <translation>커밋</translation>
    </message>
</context>
<context>
    <name>OutlineRows</name>
    <message>
        <source>Name</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>버전</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>날짜</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>역할</translation>
    </message>
    <message>
        <source>{name} (see above)</source>
        <translation>{name} (위 참조)</translation>
    </message>
    <message>
        <source>Made from ({count})</source>
        <translation>재료 ({count})</translation>
    </message>
    <message>
        <source>Went into ({count})</source>
        <translation>쓰인 곳 ({count})</translation>
    </message>
    <message>
        <source>Stands for ({count})</source>
        <translation>묶인 것 ({count})</translation>
    </message>
</context>
<context>
    <name>OutlineTree</name>
    <message>
        <source>Search the outline</source>
        <translation>개요에서 찾기</translation>
    </message>
    <message>
        <source>Clear the search</source>
        <translation>검색 지우기</translation>
    </message>
    <message>
        <source>Outline of the graph</source>
        <translation>그래프 개요</translation>
    </message>
</context>
<context>
    <name>OutputDetail</name>
    <message>
        <source>How the output was judged</source>
        <translation>출력물을 판정한 방법</translation>
    </message>
    <message>
        <source>Compared as</source>
        <translation>비교 방식</translation>
    </message>
    <message>
        <source>Set aside</source>
        <translation>제외한 것</translation>
    </message>
    <message>
        <source>Largest difference</source>
        <translation>가장 큰 차이</translation>
    </message>
    <message>
        <source>Policy</source>
        <translation>정책</translation>
    </message>
    <message>
        <source>What that showed</source>
        <translation>비교 결과</translation>
    </message>
</context>
<context>
    <name>PageBar</name>
    <message>
        <source>Only differences</source>
        <translation>다른 것만</translation>
    </message>
    <message>
        <source>Filter by name</source>
        <translation>이름으로 거르기</translation>
    </message>
    <message>
        <source>Filter this table by name</source>
        <translation>이 표를 이름으로 거르기</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>바뀜</translation>
    </message>
    <message>
        <source>same</source>
        <translation>같음</translation>
    </message>
    <message>
        <source>not recorded</source>
        <translation>기록 없음</translation>
    </message>
</context>
<context>
    <name>PageExport</name>
    <message>
        <source>Save the comparison as a page</source>
        <translation>비교를 페이지로 저장</translation>
    </message>
    <message>
        <source>Web page (*.html)</source>
        <translation>웹 페이지 (*.html)</translation>
    </message>
</context>
<context>
    <name>PanelHead</name>
    <message>
        <source>Progress of the rebuild</source>
        <translation>재현 진행 상황</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>다시 확인</translation>
    </message>
    <message>
        <source>Assign image…</source>
        <translation>이미지 지정…</translation>
    </message>
    <message>
        <source>Rebuild</source>
        <translation>재현</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>{count} things are missing</source>
        <translation>없는 것이 {count}개 있습니다</translation>
    </message>
    <message>
        <source>Ready; {count} upstream first</source>
        <translation>준비됨, 상류 {count}개 먼저</translation>
    </message>
    <message>
        <source>Everything is here; the image is not the recorded one</source>
        <translation>모두 갖추어졌지만 기록된 이미지가 아닙니다</translation>
    </message>
    <message>
        <source>Everything that is needed is here</source>
        <translation>필요한 것이 모두 갖추어졌습니다</translation>
    </message>
    <message>
        <source>Cancelling…</source>
        <translation>취소하는 중…</translation>
    </message>
    <message>
        <source>Getting the image</source>
        <translation>이미지를 가져오는 중</translation>
    </message>
    <message>
        <source>Exporting the code</source>
        <translation>코드를 내보내는 중</translation>
    </message>
    <message>
        <source>Laying out the inputs</source>
        <translation>입력을 배치하는 중</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>실행하는 중</translation>
    </message>
    <message>
        <source>Repeating</source>
        <translation>반복 중</translation>
    </message>
    <message>
        <source>Varying</source>
        <translation>바꿔 보는 중</translation>
    </message>
    <message>
        <source>Judging the outputs</source>
        <translation>출력을 판정하는 중</translation>
    </message>
    <message>
        <source>Rebuilding upstream</source>
        <translation>상류 재현 중</translation>
    </message>
    <message>
        <source>Recording</source>
        <translation>기록하는 중</translation>
    </message>
    <message>
        <source>about {time} left</source>
        <translation>약 {time} 남음</translation>
    </message>
</context>
<context>
    <name>ParallelChart</name>
    <message>
        <source>one colour</source>
        <translation>한 가지 색</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>색</translation>
    </message>
    <message>
        <source>Clear the ranges</source>
        <translation>범위 지우기</translation>
    </message>
    <message>
        <source>Parallel coordinates</source>
        <translation>평행 좌표</translation>
    </message>
    <message>
        <source>{passing} of {count} versions.</source>
        <translation>버전 {count}개 중 {passing}개.</translation>
    </message>
    <message>
        <source>{metric} has no number in {count}.</source>
        <translation>{count}개에는 {metric} 수치가 없습니다.</translation>
    </message>
    <message>
        <source>Drag along an axis to choose a range.</source>
        <translation>축을 따라 끌어 범위를 선택하세요.</translation>
    </message>
    <message>
        <source>Axes: {names}.</source>
        <translation>축: {names}.</translation>
    </message>
</context>
<context>
    <name>PartView</name>
    <message numerus="yes">
        <source>Show all %n</source>
        <translation>
            <numerusform>전체 %n개 보기</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PatchChoice</name>
    <message>
        <source>Apply them again</source>
        <translation>다시 적용</translation>
    </message>
    <message>
        <source>Go on without them</source>
        <translation>변경 없이 계속</translation>
    </message>
</context>
<context>
    <name>PatchWords</name>
    <message>
        <source>left out by you: the clean commit is used</source>
        <translation>사용자가 제외함: 커밋 그대로 사용</translation>
    </message>
    <message>
        <source>not applied</source>
        <translation>적용되지 않음</translation>
    </message>
    <message>
        <source>1 file</source>
        <translation>파일 1개</translation>
    </message>
    <message>
        <source>{count} files</source>
        <translation>파일 {count}개</translation>
    </message>
    <message>
        <source>kept by {tool}</source>
        <translation>{tool}에서 보관</translation>
    </message>
</context>
<context>
    <name>Picker</name>
    <message>
        <source>Find among them</source>
        <translation>이 중에서 찾기</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>찾는 중…</translation>
    </message>
    <message>
        <source>None of the {all} is called so</source>
        <translation>{all}개 중 그런 이름이 없습니다</translation>
    </message>
    <message>
        <source>{found} of {all} found</source>
        <translation>{all}개 중 {found}개 찾음</translation>
    </message>
    <message>
        <source>{drawn} of {whole} shown</source>
        <translation>{whole}개 중 {drawn}개 표시됨</translation>
    </message>
    <message>
        <source>Show all {count}</source>
        <translation>{count}개 모두 표시</translation>
    </message>
    <message>
        <source>Show {count} selected</source>
        <translation>선택한 {count}개 표시</translation>
    </message>
</context>
<context>
    <name>PictureCanvas</name>
    <message>
        <source>No image</source>
        <translation>이미지 없음</translation>
    </message>
    <message>
        <source>Where {before} and {after} differ</source>
        <translation>{before}, {after}: 다른 곳</translation>
    </message>
</context>
<context>
    <name>PictureView</name>
    <message>
        <source>Side by side</source>
        <translation>나란히</translation>
    </message>
    <message>
        <source>Both pictures beside each other (S)</source>
        <translation>두 그림을 나란히(S)</translation>
    </message>
    <message>
        <source>Swipe</source>
        <translation>밀어 보기</translation>
    </message>
    <message>
        <source>One picture over the other, up to a line (W)</source>
        <translation>선까지 한 그림을 다른 그림 위에(W)</translation>
    </message>
    <message>
        <source>Blend</source>
        <translation>겹쳐 보기</translation>
    </message>
    <message>
        <source>One picture shines through the other (B)</source>
        <translation>한 그림을 다른 그림에 비쳐 보이게(B)</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>차이</translation>
    </message>
    <message>
        <source>Where the pixels differ, and how much (D)</source>
        <translation>픽셀이 다른 곳과 그 정도(D)</translation>
    </message>
    <message>
        <source>Flip</source>
        <translation>뒤집기</translation>
    </message>
    <message>
        <source>Show the other picture (Space)</source>
        <translation>다른 그림 보기(스페이스)</translation>
    </message>
    <message>
        <source>Zoom out (-)</source>
        <translation>축소(-)</translation>
    </message>
    <message>
        <source>Zoom in (+)</source>
        <translation>확대(+)</translation>
    </message>
    <message>
        <source>Show all of it (0)</source>
        <translation>전체 보기(0)</translation>
    </message>
    <message>
        <source>{before} and {after}</source>
        <translation>{before}, {after}</translation>
    </message>
    <message>
        <source>Where the line is</source>
        <translation>선의 위치</translation>
    </message>
    <message>
        <source>How strongly the later one is seen</source>
        <translation>나중 것이 보이는 정도</translation>
    </message>
</context>
<context>
    <name>PlotView</name>
    <message>
        <source>Smoothing</source>
        <translation>평활</translation>
    </message>
    <message>
        <source>Curves</source>
        <translation>곡선</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>모두 보기</translation>
    </message>
    <message>
        <source>Plot {title}</source>
        <translation>그래프 {title}</translation>
    </message>
    <message>
        <source>AUC {area}</source>
        <translation>AUC {area}</translation>
    </message>
    <message>
        <source>points that are no numbers: {count}</source>
        <translation>수가 아닌 점: {count}</translation>
    </message>
    <message>
        <source>{shown} of {all} points drawn</source>
        <translation>점 {all}개 중 {shown}개 그림</translation>
    </message>
</context>
<context>
    <name>ProblemsDialog</name>
    <message>
        <source>Problems</source>
        <translation>문제</translation>
    </message>
    <message>
        <source>No problems</source>
        <translation>문제가 없습니다</translation>
    </message>
    <message>
        <source>Everything that was found could be read.</source>
        <translation>찾은 내용을 모두 읽었습니다.</translation>
    </message>
    <message>
        <source>What is listed here was left out; everything else was read.</source>
        <translation>여기 나온 것만 제외하고 나머지는 모두 읽었습니다.</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>복사</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
</context>
<context>
    <name>ProblemsModel</name>
    <message>
        <source>Source</source>
        <translation>소스</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>위치</translation>
    </message>
    <message>
        <source>What</source>
        <translation>내용</translation>
    </message>
</context>
<context>
    <name>ProblemsPill</name>
    <message>
        <source>Problems</source>
        <translation>문제</translation>
    </message>
    <message numerus="yes">
        <source>%n problems</source>
        <translation>
            <numerusform>문제 %n개</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Quitting</name>
    <message>
        <source>Jobs are running</source>
        <translation>실행 중인 작업이 있습니다</translation>
    </message>
    <message numerus="yes">
        <source>%n jobs are still running. Stop them and quit?</source>
        <translation>
            <numerusform>작업 %n개가 아직 실행 중입니다. 멈추고 끝낼까요?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n jobs go on when the window is closed.</source>
        <translation>
            <numerusform>창을 닫아도 작업 %n개는 계속됩니다.</numerusform>
        </translation>
    </message>
    <message>
        <source>These go on; the next window on this project picks them up:</source>
        <translation>다음 작업은 계속됩니다. 이 프로젝트를 다시 열면 이어서 보여 줍니다.</translation>
    </message>
    <message>
        <source>The next window on this project picks them up and shows how they came out.</source>
        <translation>이 프로젝트를 다시 열면 이어서 보여 주고 결과를 알려 줍니다.</translation>
    </message>
    <message>
        <source>Stop and quit</source>
        <translation>멈추고 끝내기</translation>
    </message>
    <message>
        <source>Close and let them run</source>
        <translation>계속 실행하고 닫기</translation>
    </message>
    <message>
        <source>Cancel all and quit</source>
        <translation>모두 취소하고 종료</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>머무르기</translation>
    </message>
</context>
<context>
    <name>Ranking</name>
    <message>
        <source>Nothing else that is recorded differs.</source>
        <translation>기록된 것 가운데 다른 차이는 없습니다.</translation>
    </message>
    <message>
        <source>Columns drifted: {about}.</source>
        <translation>분포가 달라진 열: {about}.</translation>
    </message>
    <message>
        <source>The first step that differs reads it: {about}.</source>
        <translation>처음으로 달라진 단계가 이것을 읽습니다: {about}.</translation>
    </message>
    <message>
        <source>The step that reported the metrics reads it: {about}.</source>
        <translation>지표를 보고한 단계가 이것을 읽습니다: {about}.</translation>
    </message>
    <message>
        <source>It is read upstream of the metrics, by {about}.</source>
        <translation>지표의 상류에서 읽습니다: {about}.</translation>
    </message>
    <message>
        <source>The compared runs used this code.</source>
        <translation>비교한 실행이 이 코드를 사용했습니다.</translation>
    </message>
    <message>
        <source>{about} ran with it before it was committed.</source>
        <translation>{about}은(는) 이것을 커밋하기 전에 이것으로 실행되었습니다.</translation>
    </message>
    <message>
        <source>It computes numbers.</source>
        <translation>수치를 계산합니다.</translation>
    </message>
    <message>
        <source>It sets what is left to chance.</source>
        <translation>무작위로 정해지는 것을 좌우합니다.</translation>
    </message>
    <message>
        <source>Columns differ: {about}.</source>
        <translation>열이 다릅니다: {about}.</translation>
    </message>
    <message>
        <source>It declares the environment.</source>
        <translation>환경을 선언합니다.</translation>
    </message>
    <message>
        <source>It differs in every version whose metrics differ.</source>
        <translation>지표가 다른 모든 버전에서 다릅니다.</translation>
    </message>
    <message>
        <source>It does not differ in {about}, whose metrics do.</source>
        <translation>{about}에서는 같지만 그 지표는 다릅니다.</translation>
    </message>
    <message>
        <source>It differs in {about} too, whose metrics do not.</source>
        <translation>{about}에서도 다르지만 그 지표는 같습니다.</translation>
    </message>
    <message>
        <source>No compared run names it as an input.</source>
        <translation>비교하는 실행이 입력으로 쓰지 않은 파일입니다.</translation>
    </message>
    <message>
        <source>Only {about} read it, which the metrics were not made from.</source>
        <translation>{about}만 이것을 읽으며, 지표는 거기서 만들어지지 않았습니다.</translation>
    </message>
    <message>
        <source>Every row has the same values, written otherwise or in another order.</source>
        <translation>모든 행의 값이 같습니다. 쓰인 방식이나 순서만 다릅니다.</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>코드</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>데이터</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>매개변수</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>환경</translation>
    </message>
    <message>
        <source>not comparable</source>
        <translation>비교할 수 없음</translation>
    </message>
    <message>
        <source>{change} better</source>
        <translation>{change} 좋아짐</translation>
    </message>
    <message>
        <source>{change} worse</source>
        <translation>{change} 나빠짐</translation>
    </message>
    <message>
        <source>The files of the metrics are not here.</source>
        <translation>지표 파일이 여기에 없습니다.</translation>
    </message>
    <message>
        <source>No metrics are recorded.</source>
        <translation>기록된 지표가 없습니다.</translation>
    </message>
    <message>
        <source>No metric differs.</source>
        <translation>다른 지표가 없습니다.</translation>
    </message>
    <message>
        <source>{said} The table has the versions between.</source>
        <translation>{said} 그 사이의 버전은 표에 있습니다.</translation>
    </message>
    <message>
        <source>{version} is worse in {worse} and better in {better} of {all} metrics.</source>
        <translation>{version}은(는) 지표 {all}개 중 {worse}개가 나쁘고 {better}개가 좋습니다.</translation>
    </message>
    <message>
        <source>{version} is worse in {worse} of {all} metrics.</source>
        <translation>{version}은(는) 지표 {all}개 중 {worse}개가 나쁩니다.</translation>
    </message>
    <message>
        <source>{version} is better in {better} of {all} metrics.</source>
        <translation>{version}은(는) 지표 {all}개 중 {better}개가 좋습니다.</translation>
    </message>
    <message>
        <source>{version} differs in {count} of {all} metrics.</source>
        <translation>{version}은(는) 지표 {all}개 중 {count}개가 다릅니다.</translation>
    </message>
</context>
<context>
    <name>ReadingStrip</name>
    <message>
        <source>Progress</source>
        <translation>진행률</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>중지하는 중…</translation>
    </message>
</context>
<context>
    <name>RebuildPanel</name>
    <message>
        <source>Plan</source>
        <translation>계획</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>로그</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>판정</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>이유</translation>
    </message>
    <message>
        <source>Spread</source>
        <translation>흔들림</translation>
    </message>
    <message>
        <source>Earlier</source>
        <translation>이전</translation>
    </message>
    <message>
        <source>Nothing to rebuild yet</source>
        <translation>아직 재현할 것이 없습니다</translation>
    </message>
    <message>
        <source>Choose a run, a model or a data set, and rebuild it from its menu or the inspector.</source>
        <translation>실행, 모델, 데이터셋을 고른 다음 메뉴나 상세 정보에서 재현하십시오.</translation>
    </message>
    <message>
        <source>Looking for code, inputs and image…</source>
        <translation>코드, 입력, 이미지를 찾는 중…</translation>
    </message>
    <message>
        <source>Plan the rebuild of {ref}</source>
        <translation>{ref} 재현 계획</translation>
    </message>
    <message>
        <source>Rebuild {name}</source>
        <translation>{name} 재현</translation>
    </message>
    <message>
        <source>Find out why a rebuild differs</source>
        <translation>다시 만든 것이 왜 다른지 알아보기</translation>
    </message>
    <message>
        <source>Docker is not running</source>
        <translation>Docker가 실행 중이 아닙니다</translation>
    </message>
    <message>
        <source>A rebuild runs in a container. Start Docker (sudo systemctl start docker, or Docker Desktop), or let DOCKER_HOST point to an engine that runs. Everything else works without it.</source>
        <translation>재현은 컨테이너에서 실행됩니다. Docker를 시작하거나(sudo systemctl start docker 또는 Docker Desktop), DOCKER_HOST가 실행 중인 엔진을 가리키게 하십시오. 다른 기능은 Docker 없이도 동작합니다.</translation>
    </message>
    <message>
        <source>The rebuild cannot be planned</source>
        <translation>재현을 계획할 수 없습니다</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>다시 시도</translation>
    </message>
    <message>
        <source>The rebuild ended with code {code}.</source>
        <translation>재현이 코드 {code}(으)로 끝났습니다.</translation>
    </message>
    <message>
        <source>Earlier ({count})</source>
        <translation>이전({count})</translation>
    </message>
</context>
<context>
    <name>RecentRow</name>
    <message>
        <source>Open {path}</source>
        <translation>{path} 열기</translation>
    </message>
    <message>
        <source>Forget {name}</source>
        <translation>목록에서 {name} 지우기</translation>
    </message>
</context>
<context>
    <name>Registry</name>
    <message>
        <source>Version</source>
        <translation>버전</translation>
    </message>
    <message>
        <source>Stages and aliases</source>
        <translation>단계와 별칭</translation>
    </message>
    <message>
        <source>Registered</source>
        <translation>등록</translation>
    </message>
    <message>
        <source>By</source>
        <translation>누가</translation>
    </message>
    <message>
        <source>Is</source>
        <translation>가리키는 것</translation>
    </message>
    <message>
        <source>Approvals</source>
        <translation>승인</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>설명</translation>
    </message>
    <message>
        <source>When</source>
        <translation>언제</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>변경</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>이유</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>기록</translation>
    </message>
    <message>
        <source>This registry keeps no history of this model.</source>
        <translation>이 레지스트리는 이 모델의 이력을 남기지 않습니다.</translation>
    </message>
    <message>
        <source>Records begin {when}.</source>
        <translation>기록은 {when}부터 있습니다.</translation>
    </message>
    <message>
        <source>The registry keeps no time of some moves: those are noticed at imports, since {when}; what was moved before is not known.</source>
        <translation>일부 변경은 레지스트리가 시각을 남기지 않아 {when}부터 가져올 때 확인된 것만 있습니다. 그 전의 변경은 알 수 없습니다.</translation>
    </message>
    <message>
        <source>when ({count})</source>
        <translation>언제 ({count}건)</translation>
    </message>
    <message>
        <source>by whom ({count})</source>
        <translation>누가 ({count}건)</translation>
    </message>
    <message>
        <source>why ({count})</source>
        <translation>왜 ({count}건)</translation>
    </message>
    <message>
        <source>Of {moves} moves it is not recorded: {what}.</source>
        <translation>변경 {moves}건 중 기록되지 않은 것: {what}.</translation>
    </message>
    <message>
        <source>not recorded</source>
        <translation>기록되지 않음</translation>
    </message>
</context>
<context>
    <name>RegistryPage</name>
    <message>
        <source>Model versions</source>
        <translation>모델 버전</translation>
    </message>
    <message>
        <source>Moves of the model</source>
        <translation>모델의 변경 이력</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>비교</translation>
    </message>
    <message>
        <source>Filter by model or version</source>
        <translation>모델 또는 버전으로 거르기</translation>
    </message>
    <message>
        <source>Filter the models</source>
        <translation>모델 거르기</translation>
    </message>
    <message>
        <source>No models are registered</source>
        <translation>등록된 모델이 없습니다</translation>
    </message>
    <message>
        <source>Versions come from the registries of MLflow, W&amp;B and SageMaker, and from the Git tags of GTO. Add a source to read one.</source>
        <translation>버전은 MLflow, W&amp;B, SageMaker의 레지스트리와 GTO의 Git 태그에서 옵니다. 소스를 추가해 읽으세요.</translation>
    </message>
    <message>
        <source>Add source…</source>
        <translation>소스 추가…</translation>
    </message>
    <message>
        <source>The registries cannot be read</source>
        <translation>레지스트리를 읽을 수 없습니다</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>다시 시도</translation>
    </message>
    <message>
        <source>History of {model} ({registry})</source>
        <translation>{model}의 변경 이력 ({registry})</translation>
    </message>
    <message>
        <source>No moves are recorded</source>
        <translation>기록된 변경이 없습니다</translation>
    </message>
    <message>
        <source>Select two or more versions (Ctrl or Shift and click)</source>
        <translation>버전을 둘 이상 선택하세요 (Ctrl 또는 Shift를 누르고 클릭)</translation>
    </message>
    <message numerus="yes">
        <source>%n selected</source>
        <translation>
            <numerusform>%n개 선택됨</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n versions</source>
        <translation>
            <numerusform>버전 %n개</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RemoveDialog</name>
    <message>
        <source>Remove this source?</source>
        <translation>이 소스를 제거할까요?</translation>
    </message>
    <message>
        <source>It is not read any more, and what was kept to log in there is deleted. What was read from it stays in the lineage, and nothing changes at the source itself.</source>
        <translation>더 이상 읽지 않으며, 보관하던 로그인 정보를 삭제합니다. 이미 읽은 것은 계보에 남고, 소스 자체는 바뀌지 않습니다.</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>제거</translation>
    </message>
</context>
<context>
    <name>ReportExport</name>
    <message>
        <source>Export the report of {ref}</source>
        <translation>{ref} 보고서 내보내기</translation>
    </message>
    <message>
        <source>Web page (*.html)</source>
        <translation>웹 페이지 (*.html)</translation>
    </message>
    <message>
        <source>PDF document (*.pdf)</source>
        <translation>PDF 문서 (*.pdf)</translation>
    </message>
    <message>
        <source>Evidence bundle to verify (*.zip)</source>
        <translation>검증용 증거 묶음 (*.zip)</translation>
    </message>
    <message>
        <source>Report of {ref}</source>
        <translation>{ref} 보고서</translation>
    </message>
</context>
<context>
    <name>RowView</name>
    <message>
        <source>Open {kind} {name}</source>
        <translation>{kind} {name} 열기</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>복사</translation>
    </message>
    <message>
        <source>Copy with its name</source>
        <translation>이름과 함께 복사</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>열기</translation>
    </message>
</context>
<context>
    <name>RunPage</name>
    <message>
        <source>at most {value}</source>
        <translation>최대 {value}</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>프로세서</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>메모리</translation>
    </message>
    <message>
        <source>Written</source>
        <translation>쓴 양</translation>
    </message>
</context>
<context>
    <name>SaveButton</name>
    <message>
        <source>Save</source>
        <translation>저장</translation>
    </message>
    <message>
        <source>Save or copy the chart</source>
        <translation>차트 저장 또는 복사</translation>
    </message>
    <message>
        <source>Save as PNG, SVG or CSV…</source>
        <translation>PNG, SVG 또는 CSV로 저장…</translation>
    </message>
    <message>
        <source>Copy as a table</source>
        <translation>표로 복사</translation>
    </message>
    <message>
        <source>Copy as Markdown</source>
        <translation>Markdown으로 복사</translation>
    </message>
    <message>
        <source>Copy the picture</source>
        <translation>그림 복사</translation>
    </message>
    <message>
        <source>Picture (*.png);;Drawing (*.svg);;Table (*.csv)</source>
        <translation>그림 (*.png);;도면 (*.svg);;표 (*.csv)</translation>
    </message>
    <message>
        <source>Save the chart</source>
        <translation>차트 저장</translation>
    </message>
    <message>
        <source>the file cannot be written</source>
        <translation>파일에 쓸 수 없습니다</translation>
    </message>
    <message>
        <source>The chart was not saved</source>
        <translation>차트를 저장하지 못했습니다</translation>
    </message>
    <message>
        <source>{path}: {what}. Choose another place.</source>
        <translation>{path}: {what}. 다른 위치를 선택하세요.</translation>
    </message>
    <message>
        <source>chart</source>
        <translation>차트</translation>
    </message>
</context>
<context>
    <name>ScatterChart</name>
    <message>
        <source>one colour</source>
        <translation>한 가지 색</translation>
    </message>
    <message>
        <source>Horizontal axis</source>
        <translation>가로축</translation>
    </message>
    <message>
        <source>Vertical axis</source>
        <translation>세로축</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>색</translation>
    </message>
    <message>
        <source>log x</source>
        <translation>로그 x</translation>
    </message>
    <message>
        <source>log y</source>
        <translation>로그 y</translation>
    </message>
    <message>
        <source>Scatter plot</source>
        <translation>산점도</translation>
    </message>
    <message>
        <source>{y} over {x}</source>
        <translation>{x}에 대한 {y}</translation>
    </message>
    <message>
        <source>{shown} of {count} versions.</source>
        <translation>버전 {count}개 중 {shown}개.</translation>
    </message>
    <message>
        <source>{metric} has no number in {count}.</source>
        <translation>{count}개에는 {metric} 수치가 없습니다.</translation>
    </message>
    <message>
        <source>{count} are not above 0 and have no logarithm.</source>
        <translation>{count}개는 0보다 크지 않아 로그가 없습니다.</translation>
    </message>
    <message>
        <source>Drag to choose, with Shift to zoom.</source>
        <translation>끌어서 선택하고, Shift와 함께 끌어 확대합니다.</translation>
    </message>
    <message>
        <source>{metric} from {low} to {high}.</source>
        <translation>{metric}: {low}–{high}.</translation>
    </message>
    <message>
        <source>Y</source>
        <translation>Y</translation>
    </message>
    <message>
        <source>X</source>
        <translation>X</translation>
    </message>
</context>
<context>
    <name>Sentences</name>
    <message>
        <source>The command did not make it.</source>
        <translation>명령이 만들지 않았습니다.</translation>
    </message>
    <message>
        <source>It cannot be read: {why}.</source>
        <translation>읽을 수 없습니다: {why}.</translation>
    </message>
    <message>
        <source>No digest that can be compared was recorded for it.</source>
        <translation>비교할 수 있는 다이제스트가 기록되어 있지 않습니다.</translation>
    </message>
    <message>
        <source>It was a folder, and is a file.</source>
        <translation>폴더였는데 파일이 되었습니다.</translation>
    </message>
    <message>
        <source>It was a file, and is a folder.</source>
        <translation>파일이었는데 폴더가 되었습니다.</translation>
    </message>
    <message>
        <source>Its metrics cannot be read: {why}.</source>
        <translation>지표를 읽을 수 없습니다: {why}.</translation>
    </message>
    <message>
        <source>Other bytes ({sizes}); the recorded content is not on this machine to say what differs.</source>
        <translation>바이트가 다릅니다({sizes}). 기록된 내용이 이 컴퓨터에 없어 무엇이 다른지 알 수 없습니다.</translation>
    </message>
    <message>
        <source>Other bytes; the recorded content is not on this machine to say what differs.</source>
        <translation>바이트가 다릅니다. 기록된 내용이 이 컴퓨터에 없어 무엇이 다른지 알 수 없습니다.</translation>
    </message>
    <message>
        <source>{count} files; the recorded listing is not on this machine.</source>
        <translation>파일 {count}개. 기록된 목록이 이 컴퓨터에 없습니다.</translation>
    </message>
    <message>
        <source>Other files; the recorded listing cannot be read: {why}.</source>
        <translation>파일이 다릅니다. 기록된 목록을 읽을 수 없습니다: {why}.</translation>
    </message>
    <message>
        <source>The run did not declare it.</source>
        <translation>실행에 선언되지 않았습니다.</translation>
    </message>
    <message>
        <source>The command changed this file of the commit.</source>
        <translation>명령이 커밋의 이 파일을 바꿨습니다.</translation>
    </message>
    <message>
        <source>The command removed this file of the commit.</source>
        <translation>명령이 커밋의 이 파일을 지웠습니다.</translation>
    </message>
    <message>
        <source>Files that the run did not declare.</source>
        <translation>실행에 선언되지 않은 파일.</translation>
    </message>
    <message>
        <source>Other bytes ({sizes}), the first at offset {offset}.</source>
        <translation>바이트가 다릅니다({sizes}). 처음 다른 위치는 {offset}입니다.</translation>
    </message>
    <message>
        <source>Other bytes ({sizes}), the first at offset {offset}, in line {line}.</source>
        <translation>바이트가 다릅니다({sizes}). 처음 다른 위치는 {offset}, {line}번째 줄입니다.</translation>
    </message>
    <message>
        <source>Everything is equal but for: {aside}.</source>
        <translation>다음을 빼면 모두 같습니다: {aside}.</translation>
    </message>
    <message>
        <source>Everything is equal but for: {aside} ({notes}).</source>
        <translation>다음을 빼면 모두 같습니다: {aside} ({notes}).</translation>
    </message>
    <message>
        <source>Set aside of the archive itself: {aside}.</source>
        <translation>보관 파일 자체에서 제외한 것: {aside}.</translation>
    </message>
    <message>
        <source>All values are equal; the file is written differently.</source>
        <translation>값은 모두 같고 파일이 쓰인 방식만 다릅니다.</translation>
    </message>
    <message>
        <source>All values are equal; these differ: {names}.</source>
        <translation>값은 모두 같고 다음이 다릅니다: {names}.</translation>
    </message>
    <message>
        <source>All members are equal; the archive is written differently.</source>
        <translation>항목은 모두 같고 보관 파일이 쓰인 방식만 다릅니다.</translation>
    </message>
    <message>
        <source>{name} was {before}, is {after}</source>
        <translation>{name}: 이전 {before}, 지금 {after}</translation>
    </message>
    <message>
        <source>line {line}: {name} was {before}, is {after}</source>
        <translation>{line}번째 줄: {name}: 이전 {before}, 지금 {after}</translation>
    </message>
    <message>
        <source>row {line}, {name} was {before}, is {after}</source>
        <translation>{line}번째 행, {name}: 이전 {before}, 지금 {after}</translation>
    </message>
    <message>
        <source>{name} was {before}, is {after}, and NaN equals nothing</source>
        <translation>{name}: 이전 {before}, 지금 {after}(NaN은 무엇과도 같지 않음)</translation>
    </message>
    <message>
        <source>{name} was {before}, is gone</source>
        <translation>{name}: 이전 {before}, 지금은 없음</translation>
    </message>
    <message>
        <source>{name} is new: {after}</source>
        <translation>{name}: 새로 생김: {after}</translation>
    </message>
    <message>
        <source>{name} is only in the rebuilt one</source>
        <translation>{name}: 재현한 것에만 있음</translation>
    </message>
    <message>
        <source>{name} is only in the recorded one</source>
        <translation>{name}: 기록된 것에만 있음</translation>
    </message>
    <message>
        <source>line {line} is only in the rebuilt one</source>
        <translation>{line}번째 줄이 재현한 것에만 있음</translation>
    </message>
    <message>
        <source>line {line} is only in the recorded one</source>
        <translation>{line}번째 줄이 기록된 것에만 있음</translation>
    </message>
    <message>
        <source>row {line}, it had {before} cells, and has {after}</source>
        <translation>{line}번째 행의 셀 수: 이전 {before}, 지금 {after}</translation>
    </message>
    <message>
        <source>the line of names, it had {before} cells, and has {after}</source>
        <translation>이름 줄의 셀 수: 이전 {before}, 지금 {after}</translation>
    </message>
    <message>
        <source>it had {before} rows, and has {after}</source>
        <translation>행 수: 이전 {before}, 지금 {after}</translation>
    </message>
    <message>
        <source>{count} of {every} values differ ({name}); {policy}.</source>
        <translation>값 {every}개 중 {count}개가 다릅니다({name}). {policy}.</translation>
    </message>
    <message>
        <source>{count} of {every} values differ, at most by {largest} ({ulp} ULP) ({name}); {policy}.</source>
        <translation>값 {every}개 중 {count}개가 최대 {largest}({ulp} ULP) 다릅니다({name}). {policy}.</translation>
    </message>
    <message>
        <source>{count} of {every} values differ, at most by {largest} ({name}); {policy}.</source>
        <translation>값 {every}개 중 {count}개가 최대 {largest} 다릅니다({name}). {policy}.</translation>
    </message>
    <message>
        <source>{count} of {every} values differ, some of them by NaN or infinity ({name}); {policy}.</source>
        <translation>값 {every}개 중 {count}개가 다르고, 일부는 NaN이나 무한대입니다({name}). {policy}.</translation>
    </message>
    <message>
        <source>{count} of {every} values are NaN ({name}); {policy}.</source>
        <translation>값 {every}개 중 {count}개가 NaN입니다({name}). {policy}.</translation>
    </message>
    <message>
        <source>{count} of {every} parts differ ({name}); {policy}.</source>
        <translation>부분 {every}개 중 {count}개가 다릅니다({name}). {policy}.</translation>
    </message>
    <message>
        <source>{count} of {every} parts differ, at most by {largest} ({ulp} ULP) ({name}); {policy}.</source>
        <translation>부분 {every}개 중 {count}개가 최대 {largest}({ulp} ULP) 다릅니다({name}). {policy}.</translation>
    </message>
    <message>
        <source>{count} of {every} parts differ, at most by {largest} ({name}); {policy}.</source>
        <translation>부분 {every}개 중 {count}개가 최대 {largest} 다릅니다({name}). {policy}.</translation>
    </message>
    <message>
        <source>{count} of {every} parts differ, some of them by NaN or infinity ({name}); {policy}.</source>
        <translation>부분 {every}개 중 {count}개가 다르고, 일부는 NaN이나 무한대입니다({name}). {policy}.</translation>
    </message>
    <message>
        <source>{name} ({count} of {every} values, at most by {largest} ({ulp} ULP))</source>
        <translation>{name} (값 {every}개 중 {count}개, 최대 {largest}({ulp} ULP))</translation>
    </message>
    <message>
        <source>{name} ({count} of {every} values, at most by {largest})</source>
        <translation>{name} (값 {every}개 중 {count}개, 최대 {largest})</translation>
    </message>
    <message>
        <source>Of these parts nobody can say whether they differ: {names}.</source>
        <translation>다른지 알 수 없는 부분: {names}.</translation>
    </message>
    <message>
        <source>Of these parts nobody can say whether they differ: {names} and {count} more.</source>
        <translation>다른지 알 수 없는 부분: {names} 외 {count}개.</translation>
    </message>
    <message>
        <source>Of {count} files: {counts}.</source>
        <translation>파일 {count}개 중: {counts}.</translation>
    </message>
    <message>
        <source>It had {before} rows, and has {after}.</source>
        <translation>행이 {before}개였는데 {after}개가 되었습니다.</translation>
    </message>
    <message>
        <source>{count} of {every} columns differ: {why}</source>
        <translation>열 {every}개 중 {count}개가 다름: {why}</translation>
    </message>
    <message>
        <source>and {count} more columns</source>
        <translation>외 열 {count}개</translation>
    </message>
    <message>
        <source>The rows are the same, in another order.</source>
        <translation>행은 같고 순서만 다릅니다.</translation>
    </message>
    <message>
        <source>All values are equal; notes of the schema differ.</source>
        <translation>값은 모두 같고 스키마의 메모가 다릅니다.</translation>
    </message>
    <message>
        <source>Its columns differ: {notes}.</source>
        <translation>열이 다릅니다: {notes}.</translation>
    </message>
    <message>
        <source>Its columns differ: they are in another order.</source>
        <translation>열의 순서가 다릅니다.</translation>
    </message>
    <message>
        <source>{name} is gone</source>
        <translation>{name}: 없어짐</translation>
    </message>
    <message>
        <source>{name} is new</source>
        <translation>{name}: 새로 생김</translation>
    </message>
    <message>
        <source>The first line that differs is {line}.</source>
        <translation>처음 다른 줄은 {line}번째입니다.</translation>
    </message>
    <message>
        <source>Element {number} of {count} differs ({name}).</source>
        <translation>요소 {count}개 중 {number}번째가 다릅니다({name}).</translation>
    </message>
    <message>
        <source>Element {number} of {count} differs ({before}, now {after}).</source>
        <translation>요소 {count}개 중 {number}번째가 다릅니다(이전 {before}, 지금 {after}).</translation>
    </message>
    <message>
        <source>It was {before} pixels, and is {after}.</source>
        <translation>픽셀 크기가 {before}였는데 {after}입니다.</translation>
    </message>
    <message>
        <source>{count} of {every} pixels differ, at most by {largest} of 255</source>
        <translation>픽셀 {every}개 중 {count}개가 255단계 중 최대 {largest} 다름</translation>
    </message>
    <message>
        <source>Its number of pictures differs.</source>
        <translation>그림의 수가 다릅니다.</translation>
    </message>
    <message>
        <source>Every pixel is equal; the file is written differently.</source>
        <translation>픽셀은 모두 같고 파일이 쓰인 방식만 다릅니다.</translation>
    </message>
    <message>
        <source>Its pixels are equal as far as they are compared, which is not all of it.</source>
        <translation>비교한 픽셀은 같지만 전부 비교하지는 않았습니다.</translation>
    </message>
    <message>
        <source>Every pixel is equal; how it is shown may not be: {names}.</source>
        <translation>픽셀은 모두 같지만 표시되는 모습은 다를 수 있습니다: {names}.</translation>
    </message>
    <message>
        <source>It is of no format that is read here.</source>
        <translation>여기서 읽을 수 있는 형식이 아닙니다.</translation>
    </message>
    <message>
        <source>It was {format_before}, and is {format_after}.</source>
        <translation>형식이 바뀌었습니다: 이전 {format_before}, 지금 {format_after}.</translation>
    </message>
    <message>
        <source>The comparator failed ({why}).</source>
        <translation>비교하다가 오류가 났습니다({why}).</translation>
    </message>
    <message>
        <source>The comparator crashed ({why}).</source>
        <translation>비교 프로그램이 비정상 종료했습니다({why}).</translation>
    </message>
    <message>
        <source>Comparing took longer than {seconds} seconds.</source>
        <translation>비교가 {seconds}초보다 오래 걸렸습니다.</translation>
    </message>
    <message>
        <source>What the comparator answered cannot be read.</source>
        <translation>비교 프로그램의 응답을 읽을 수 없습니다.</translation>
    </message>
    <message>
        <source>It is more than {size} MB of {kind}.</source>
        <translation>{kind} {size} MB를 넘습니다.</translation>
    </message>
    <message>
        <source>It has a line of more than {size} MB.</source>
        <translation>{size} MB가 넘는 줄이 있습니다.</translation>
    </message>
    <message>
        <source>It cannot be read as {kind}: {why}.</source>
        <translation>{kind}(으)로 읽을 수 없습니다: {why}.</translation>
    </message>
    <message>
        <source>The recorded file cannot be read as {kind}: {why}.</source>
        <translation>기록된 파일을 {kind}(으)로 읽을 수 없습니다: {why}.</translation>
    </message>
    <message>
        <source>The recorded file cannot be read: {why}.</source>
        <translation>기록된 파일을 읽을 수 없습니다: {why}.</translation>
    </message>
    <message>
        <source>The rebuilt file cannot be read: {why}.</source>
        <translation>재현한 파일을 읽을 수 없습니다: {why}.</translation>
    </message>
    <message>
        <source>The recorded picture cannot be read: {why}</source>
        <translation>기록된 그림을 읽을 수 없습니다: {why}</translation>
    </message>
    <message>
        <source>The rebuilt picture cannot be read: {why}</source>
        <translation>재현한 그림을 읽을 수 없습니다: {why}</translation>
    </message>
    <message>
        <source>The recorded archive cannot be read: {why}.</source>
        <translation>기록된 보관 파일을 읽을 수 없습니다: {why}.</translation>
    </message>
    <message>
        <source>The rebuilt archive cannot be read: {why}.</source>
        <translation>재현한 보관 파일을 읽을 수 없습니다: {why}.</translation>
    </message>
    <message>
        <source>The recorded model cannot be read: {why}.</source>
        <translation>기록된 모델을 읽을 수 없습니다: {why}.</translation>
    </message>
    <message>
        <source>The rebuilt model cannot be read: {why}.</source>
        <translation>재현한 모델을 읽을 수 없습니다: {why}.</translation>
    </message>
    <message>
        <source>A {kind} file is compared by loading it, and there is nothing to load it in.</source>
        <translation>{kind} 파일은 불러와서 비교하는데, 불러올 환경이 없습니다.</translation>
    </message>
    <message>
        <source>The recorded file cannot be loaded inside the image: {why}.</source>
        <translation>기록된 파일을 이미지 안에서 불러올 수 없습니다: {why}.</translation>
    </message>
    <message>
        <source>The rebuilt file cannot be loaded inside the image: {why}.</source>
        <translation>재현한 파일을 이미지 안에서 불러올 수 없습니다: {why}.</translation>
    </message>
    <message>
        <source>It has more than {count} members.</source>
        <translation>항목이 {count}개를 넘습니다.</translation>
    </message>
    <message>
        <source>Archives are in each other too deep.</source>
        <translation>보관 파일이 너무 깊이 겹쳐 있습니다.</translation>
    </message>
    <message>
        <source>It unpacks to {count} members of {size} bytes, which is too much.</source>
        <translation>풀면 항목 {count}개, {size}바이트로 너무 큽니다.</translation>
    </message>
    <message>
        <source>More than the dates of the PDF differs.</source>
        <translation>PDF의 날짜 말고도 다른 것이 있습니다.</translation>
    </message>
    <message>
        <source>It cannot be read as delimited text: {why}.</source>
        <translation>구분자 텍스트로 읽을 수 없습니다: {why}.</translation>
    </message>
    <message>
        <source>Its rows cannot be compared: {why}.</source>
        <translation>행을 비교할 수 없습니다: {why}.</translation>
    </message>
    <message>
        <source>and {count} more</source>
        <translation>외 {count}개</translation>
    </message>
    <message>
        <source>Something that is needed is missing, so nothing was run.</source>
        <translation>필요한 것이 없어 아무것도 실행하지 않았습니다.</translation>
    </message>
    <message>
        <source>It was cancelled.</source>
        <translation>취소되었습니다.</translation>
    </message>
    <message>
        <source>It was stopped after {seconds} seconds; --timeout sets another limit.</source>
        <translation>{seconds}초 후에 중지되었습니다. --timeout으로 다른 한도를 정할 수 있습니다.</translation>
    </message>
    <message>
        <source>Its process died while {doing}. What it left is removed; nothing was compared.</source>
        <translation>프로세스가 도중에 죽었습니다({doing}). 남은 것은 지웠고 비교하지 않았습니다.</translation>
    </message>
    <message>
        <source>It needed more memory than {size} GiB; --memory sets another limit.</source>
        <translation>메모리가 {size} GiB보다 더 필요했습니다. --memory로 다른 한도를 정할 수 있습니다.</translation>
    </message>
    <message>
        <source>It was killed (exit code 137, SIGKILL), and not for lack of memory.</source>
        <translation>강제 종료되었습니다(종료 코드 137, SIGKILL). 메모리 부족 때문은 아닙니다.</translation>
    </message>
    <message>
        <source>It wrote a file larger than the disk has room for (exit code 153).</source>
        <translation>디스크 공간보다 큰 파일을 썼습니다(종료 코드 153).</translation>
    </message>
    <message>
        <source>The command ended with exit code 132: it used an instruction that this processor does not have (SIGILL); the image or a library in it is made for another one.</source>
        <translation>명령이 종료 코드 132로 끝났습니다. 이 프로세서에 없는 명령어를 썼습니다(SIGILL). 이미지나 그 안의 라이브러리가 다른 프로세서용입니다.</translation>
    </message>
    <message>
        <source>The command ended with exit code 134: it gave up (SIGABRT).</source>
        <translation>명령이 종료 코드 134로 끝났습니다. 스스로 중단했습니다(SIGABRT).</translation>
    </message>
    <message>
        <source>The command ended with exit code 135: it touched memory that is not there (SIGBUS); shared memory in /dev/shm may have been too small.</source>
        <translation>명령이 종료 코드 135로 끝났습니다. 없는 메모리에 접근했습니다(SIGBUS). /dev/shm의 공유 메모리가 작았을 수 있습니다.</translation>
    </message>
    <message>
        <source>The command ended with exit code 136: it failed in arithmetic (SIGFPE).</source>
        <translation>명령이 종료 코드 136으로 끝났습니다. 산술 오류입니다(SIGFPE).</translation>
    </message>
    <message>
        <source>The command ended with exit code 139: it crashed (SIGSEGV).</source>
        <translation>명령이 종료 코드 139로 끝났습니다. 비정상 종료입니다(SIGSEGV).</translation>
    </message>
    <message>
        <source>The command ended with exit code 143: it was told to stop (SIGTERM), and not by Forebear.</source>
        <translation>명령이 종료 코드 143으로 끝났습니다. Forebear가 아닌 곳에서 종료 신호를 보냈습니다(SIGTERM).</translation>
    </message>
    <message>
        <source>The command ended with exit code {code}.</source>
        <translation>명령이 종료 코드 {code}(으)로 끝났습니다.</translation>
    </message>
    <message>
        <source>The command ended with exit code {code}: {why}.</source>
        <translation>명령이 종료 코드 {code}(으)로 끝났습니다: {why}.</translation>
    </message>
    <message>
        <source>The command ended with exit code {code}: a program was not found.</source>
        <translation>명령이 종료 코드 {code}(으)로 끝났습니다. 프로그램을 찾지 못했습니다.</translation>
    </message>
    <message>
        <source>The command ended with exit code {code}: a program was not found: {why}.</source>
        <translation>명령이 종료 코드 {code}(으)로 끝났습니다. 프로그램을 찾지 못했습니다: {why}.</translation>
    </message>
    <message>
        <source>The command ended with exit code {code}: a program cannot be executed.</source>
        <translation>명령이 종료 코드 {code}(으)로 끝났습니다. 프로그램을 실행할 수 없습니다.</translation>
    </message>
    <message>
        <source>The command ended with exit code {code}: a program cannot be executed: {why}.</source>
        <translation>명령이 종료 코드 {code}(으)로 끝났습니다. 프로그램을 실행할 수 없습니다: {why}.</translation>
    </message>
    <message>
        <source>It needs the network, and has none here; --network lets it out.</source>
        <translation>네트워크가 필요한데 여기서는 쓸 수 없습니다. --network로 허용할 수 있습니다.</translation>
    </message>
    <message>
        <source>It needs the network (it asked for {host}), and has none here; --network lets it out.</source>
        <translation>네트워크가 필요한데({host}에 접속하려 함) 여기서는 쓸 수 없습니다. --network로 허용할 수 있습니다.</translation>
    </message>
    <message>
        <source>It tried to change its input {path}, which cannot be written.</source>
        <translation>쓸 수 없는 입력 {path}을(를) 바꾸려 했습니다.</translation>
    </message>
    <message>
        <source>It tried to write to {path}, outside of the project; --writable lets it, if it has the rights.</source>
        <translation>프로젝트 밖의 {path}에 쓰려 했습니다. 권한이 있으면 --writable로 허용할 수 있습니다.</translation>
    </message>
    <message>
        <source>Its {path}, of {size} GiB, was full.</source>
        <translation>{size} GiB인 {path}이(가) 가득 찼습니다.</translation>
    </message>
    <message>
        <source>The disk, or its /tmp, was full.</source>
        <translation>디스크나 /tmp가 가득 찼습니다.</translation>
    </message>
    <message>
        <source>It wanted more than {count} processes and threads, which is the limit.</source>
        <translation>프로세스와 스레드가 한도인 {count}개보다 더 필요했습니다.</translation>
    </message>
    <message>
        <source>Its shared memory (/dev/shm), of {size} GiB, was too small.</source>
        <translation>{size} GiB인 공유 메모리(/dev/shm)가 작았습니다.</translation>
    </message>
    <message>
        <source>It wrote until the disk had too little room left, so it was stopped. Free space (old rebuilds are in .forebear/rebuilds) and try again.</source>
        <translation>디스크 공간이 거의 남지 않을 때까지 써서 중지했습니다. 공간을 비우고(지난 재현은 .forebear/rebuilds에 있음) 다시 시도하십시오.</translation>
    </message>
    <message>
        <source>The disk had too little room left when it ended. Free space (old rebuilds are in .forebear/rebuilds) and try again.</source>
        <translation>끝났을 때 디스크 공간이 거의 없었습니다. 공간을 비우고(지난 재현은 .forebear/rebuilds에 있음) 다시 시도하십시오.</translation>
    </message>
    <message>
        <source>Number {number} of {count}.</source>
        <translation>{count}번 중 {number}번째.</translation>
    </message>
    <message>
        <source>To explain rebuild {rebuild}: {variation}.</source>
        <translation>재현 {rebuild}의 이유를 알아보기: {variation}.</translation>
    </message>
    <message>
        <source>Outputs: {counts}.</source>
        <translation>출력: {counts}.</translation>
    </message>
    <message>
        <source>The image is {how}, not recorded.</source>
        <translation>이미지는 기록된 것이 아닙니다({how}).</translation>
    </message>
    <message>
        <source>The image is not identified: only its tag is known.</source>
        <translation>이미지가 식별되지 않습니다. 태그만 알려져 있습니다.</translation>
    </message>
    <message>
        <source>It used what the commit holds, not what the run used: {paths}.</source>
        <translation>실행이 사용한 내용이 아니라 커밋에 있는 내용을 사용했습니다: {paths}.</translation>
    </message>
    <message>
        <source>It ran under other limits than usual: {limits}.</source>
        <translation>기본값과 다른 제한으로 실행되었습니다: {limits}.</translation>
    </message>
    <message>
        <source>The code is the clean commit: {path}, with what was not committed, is left out.</source>
        <translation>코드는 커밋 그대로입니다. 커밋되지 않은 변경인 {path}은(는) 제외했습니다.</translation>
    </message>
    <message>
        <source>The code is the commit with {path} applied ({files} that were not committed).</source>
        <translation>코드는 {path}을(를) 적용한 커밋입니다(커밋되지 않은 {files}).</translation>
    </message>
    <message>
        <source>Removed {count} containers that an interrupted rebuild had left</source>
        <translation>중단된 재현이 남긴 컨테이너 {count}개를 지움</translation>
    </message>
    <message>
        <source>Image {image} ({identity}): {how}</source>
        <translation>이미지 {image} ({identity}): {how}</translation>
    </message>
    <message>
        <source>Exported {count} files of {code}</source>
        <translation>{code}의 파일 {count}개를 내보냄</translation>
    </message>
    <message>
        <source>Left out {path}, a link out of the project</source>
        <translation>{path} 제외(프로젝트 밖으로 가는 링크)</translation>
    </message>
    <message>
        <source>Input {path} from {place}</source>
        <translation>입력 {path}: {place}에서 가져옴</translation>
    </message>
    <message>
        <source>Ran {command}: {ended}, {seconds} s</source>
        <translation>{command} 실행: {ended}, {seconds}초</translation>
    </message>
    <message>
        <source>Ran {command}: {ended}, exit code {code}, {seconds} s</source>
        <translation>{command} 실행: {ended}, 종료 코드 {code}, {seconds}초</translation>
    </message>
    <message>
        <source>Judged {count} outputs: {verdict}</source>
        <translation>출력 {count}개 판정: {verdict}</translation>
    </message>
    <message>
        <source>It is not deterministic: {count} rebuilds under the same conditions differ.</source>
        <translation>결정적이지 않습니다. 같은 조건에서 한 재현 {count}번이 서로 다릅니다.</translation>
    </message>
    <message>
        <source>{path}: {count} different contents</source>
        <translation>{path}: 서로 다른 내용 {count}가지</translation>
    </message>
    <message>
        <source>Other contents than recorded were accepted as inputs or parameters.</source>
        <translation>입력이나 매개변수에 기록과 다른 내용을 허용했습니다.</translation>
    </message>
    <message>
        <source>When it ran, files were not committed as they were, and it did not record them as inputs.</source>
        <translation>실행할 때의 상태로 커밋되지 않은 파일이 있었고, 입력으로 기록되지도 않았습니다.</translation>
    </message>
    <message>
        <source>It ran with changes that were not committed, and the patch of them was not applied.</source>
        <translation>커밋되지 않은 변경이 있는 상태로 실행되었고, 그 패치는 적용하지 않았습니다.</translation>
    </message>
    <message>
        <source>It ran with changes that were not committed. Its patch was applied, which has no new files.</source>
        <translation>커밋되지 않은 변경이 있는 상태로 실행되었습니다. 패치를 적용했지만 새 파일은 들어 있지 않습니다.</translation>
    </message>
    <message>
        <source>{path} of {tool}: {count} files</source>
        <translation>{tool}의 {path}: 파일 {count}개</translation>
    </message>
    <message>
        <source>It did not run in the recorded image.</source>
        <translation>기록된 이미지에서 실행되지 않았습니다.</translation>
    </message>
    <message>
        <source>{image}: only its tag is known</source>
        <translation>{image}: 태그만 알려져 있음</translation>
    </message>
    <message>
        <source>{image}: only its tag is known, by {who}</source>
        <translation>{image}: 태그만 알려져 있음, {who}</translation>
    </message>
    <message>
        <source>Only the way it is written differs; what it says is the same.</source>
        <translation>쓰인 방식만 다르고 내용은 같습니다.</translation>
    </message>
    <message>
        <source>Of some outputs: only the way it is written differs; what it says is the same.</source>
        <translation>일부 출력은 쓰인 방식만 다르고 내용은 같습니다.</translation>
    </message>
    <message>
        <source>The output holds the moment at which it was made.</source>
        <translation>출력에 만들어진 시각이 들어 있습니다.</translation>
    </message>
    <message>
        <source>The code seems to draw random numbers that nothing seeds.</source>
        <translation>코드가 시드 없이 난수를 쓰는 것으로 보입니다.</translation>
    </message>
    <message>
        <source>{place} {call}(…): no seed seen</source>
        <translation>{place} {call}(…): 시드가 보이지 않음</translation>
    </message>
    <message>
        <source>{place} {call}(…): cannot be seeded</source>
        <translation>{place} {call}(…): 시드를 정할 수 없음</translation>
    </message>
    <message>
        <source>A run further up does not come out as recorded either. This one ran on the recorded inputs, so both may have one cause; look there first.</source>
        <translation>더 상류의 실행도 기록대로 나오지 않습니다. 이 실행은 기록된 입력으로 실행했으므로 원인이 같을 수 있습니다. 그쪽을 먼저 보십시오.</translation>
    </message>
    <message>
        <source>{run} (rebuild:{rebuild}): {verdict}</source>
        <translation>{run} (rebuild:{rebuild}): {verdict}</translation>
    </message>
    <message>
        <source>Unexplained: nothing that is recorded of the run differs here.</source>
        <translation>설명되지 않음: 실행에 기록된 것 중 여기서 다른 것이 없습니다.</translation>
    </message>
    <message>
        <source>Not recorded of the run: {factors}.</source>
        <translation>실행에 기록되지 않은 것: {factors}.</translation>
    </message>
    <message>
        <source>{count} rebuilds agree with each other, so it is not chance.</source>
        <translation>재현 {count}번이 서로 같으므로 우연이 아닙니다.</translation>
    </message>
    <message>
        <source>It ran with another number of threads than recorded, and sums depend on that.</source>
        <translation>기록과 다른 수의 스레드로 실행되었고, 합은 그 수에 따라 달라집니다.</translation>
    </message>
    <message>
        <source>Maths libraries computed with other kernels than recorded, as on another processor.</source>
        <translation>수학 라이브러리가 다른 프로세서에서처럼 기록과 다른 커널로 계산했습니다.</translation>
    </message>
    <message>
        <source>It could use another number of processors than recorded.</source>
        <translation>기록과 다른 수의 프로세서를 쓸 수 있었습니다.</translation>
    </message>
    <message>
        <source>It ran with another hash seed than recorded, which orders sets.</source>
        <translation>집합의 순서를 정하는 해시 시드가 기록과 다릅니다.</translation>
    </message>
    <message>
        <source>It ran in another locale than recorded.</source>
        <translation>기록과 다른 로캘에서 실행되었습니다.</translation>
    </message>
    <message>
        <source>It ran in another time zone than recorded.</source>
        <translation>기록과 다른 시간대에서 실행되었습니다.</translation>
    </message>
    <message>
        <source>Archives were given another moment than recorded.</source>
        <translation>보관 파일에 기록과 다른 시각이 쓰였습니다.</translation>
    </message>
    <message>
        <source>Variables differ from those recorded.</source>
        <translation>변수가 기록과 다릅니다.</translation>
    </message>
    <message>
        <source>Packages differ from those recorded.</source>
        <translation>패키지가 기록과 다릅니다.</translation>
    </message>
    <message>
        <source>It ran with another graphics processor than recorded.</source>
        <translation>기록과 다른 그래픽 프로세서로 실행되었습니다.</translation>
    </message>
    <message>
        <source>{name}: recorded {recorded}, here {here}</source>
        <translation>{name}: 기록 {recorded}, 여기 {here}</translation>
    </message>
    <message>
        <source>{name}: recorded {recorded}, here not set</source>
        <translation>{name}: 기록 {recorded}, 여기는 설정되지 않음</translation>
    </message>
    <message>
        <source>The same comes out each time now, but something else than in that rebuild: this machine has changed since, or it differs only now and then. Diagnose a new rebuild.</source>
        <translation>지금은 매번 같게 나오지만 그 재현과는 다릅니다. 그 뒤로 이 컴퓨터가 바뀌었거나 가끔만 달라집니다. 새로 재현해서 알아보십시오.</translation>
    </message>
    <message>
        <source>Shown: with {variation} what was recorded comes out.</source>
        <translation>확인됨: {variation}(이)면 기록대로 나옵니다.</translation>
    </message>
    <message>
        <source>Shown: with {variation} it is deterministic, so chance comes from there.</source>
        <translation>확인됨: {variation}(이)면 결정적이므로 우연은 거기에서 옵니다.</translation>
    </message>
    <message>
        <source>It is not deterministic under the same conditions, and nothing that was varied settles it.</source>
        <translation>같은 조건에서도 결정적이지 않고, 바꿔 본 어느 것도 결정적으로 만들지 못합니다.</translation>
    </message>
    <message>
        <source>The output depends on {factors}, but no value that was tried gives the record.</source>
        <translation>출력이 {factors}에 따라 달라지지만, 시도한 값 중 기록대로 나오는 것은 없습니다.</translation>
    </message>
    <message>
        <source>Unexplained: {count} variations of one thing at a time change nothing.</source>
        <translation>설명되지 않음: 한 번에 하나씩 {count}가지를 바꿔도 달라지지 않습니다.</translation>
    </message>
    <message>
        <source>As recorded: {paths}.</source>
        <translation>기록대로: {paths}.</translation>
    </message>
    <message>
        <source>The same bytes came out.</source>
        <translation>같은 바이트가 나왔습니다.</translation>
    </message>
    <message>
        <source>Other bytes, but not the recorded ones: {paths}.</source>
        <translation>바이트가 달라졌지만 기록과는 다름: {paths}.</translation>
    </message>
    <message>
        <source>It was made only once.</source>
        <translation>한 번만 만들었습니다.</translation>
    </message>
    <message>
        <source>{count} came out differently.</source>
        <translation>{count}번이 서로 다르게 나왔습니다.</translation>
    </message>
    <message>
        <source>{count} came out the same.</source>
        <translation>{count}번이 같게 나왔습니다.</translation>
    </message>
    <message>
        <source>The record has no such number to compare.</source>
        <translation>기록에 비교할 숫자가 없습니다.</translation>
    </message>
    <message>
        <source>There are fewer than two numbers, so there is no spread.</source>
        <translation>숫자가 두 개 미만이라 흔들림을 알 수 없습니다.</translation>
    </message>
    <message>
        <source>All {count} came out as {value}, as recorded.</source>
        <translation>{count}번 모두 기록대로 {value}(으)로 나왔습니다.</translation>
    </message>
    <message>
        <source>All {count} came out as {value}; the record has {recorded}, which chance does not explain.</source>
        <translation>{count}번 모두 {value}(으)로 나왔습니다. 기록은 {recorded}이며, 우연으로는 설명되지 않습니다.</translation>
    </message>
    <message>
        <source>The recorded {recorded} is inside what one more run would give in 95 of 100 cases.</source>
        <translation>기록된 {recorded}은(는) 한 번 더 실행할 때 100번 중 95번 나올 범위 안에 있습니다.</translation>
    </message>
    <message>
        <source>The recorded {recorded} is outside what one more run would give in 95 of 100 cases.</source>
        <translation>기록된 {recorded}은(는) 한 번 더 실행할 때 100번 중 95번 나올 범위를 벗어납니다.</translation>
    </message>
    <message>
        <source>{count} runs show little: one more falls outside their smallest and largest {odds} of the time.</source>
        <translation>{count}번으로는 알 수 있는 것이 적습니다. 한 번 더 실행하면 {odds}의 경우 최솟값과 최댓값을 벗어납니다.</translation>
    </message>
    <message>
        <source>The record holds no command.</source>
        <translation>기록에 명령이 없습니다.</translation>
    </message>
    <message>
        <source>Record the run again with forebear run.</source>
        <translation>forebear run으로 실행을 다시 기록하세요.</translation>
    </message>
    <message>
        <source>No commit is known for this run; commit your work, then import it: forebear import</source>
        <translation>이 실행의 커밋을 알 수 없습니다. 작업을 커밋한 다음 가져오십시오: forebear import</translation>
    </message>
    <message>
        <source>The commit {commits} is gone from the repository; fetch it (git fetch --unshallow).</source>
        <translation>커밋 {commits}이(가) 저장소에 없습니다. 받아 오십시오(git fetch --unshallow).</translation>
    </message>
    <message>
        <source>{file}: the run had {name} = {value}, {commit} holds {held}; --accept {file} uses what it holds.</source>
        <translation>{file}: 실행에서는 {name} = {value}였는데 {commit}에는 {held}이(가) 있습니다. --accept {file}을(를) 쓰면 커밋에 있는 것을 씁니다.</translation>
    </message>
    <message>
        <source>{file}: the run had {name} = {value}, {commit} holds nothing; --accept {file} uses what it holds.</source>
        <translation>{file}: 실행에서는 {name} = {value}였는데 {commit}에는 없습니다. --accept {file}을(를) 쓰면 커밋에 있는 것을 씁니다.</translation>
    </message>
    <message>
        <source>OpenBLAS is told to compute with the recorded kernel {kernel}; this processor would choose by itself.</source>
        <translation>OpenBLAS가 기록된 커널 {kernel}(으)로 계산하도록 지정합니다. 이 프로세서는 스스로 다른 커널을 고를 수 있습니다.</translation>
    </message>
    <message>
        <source>--cpus {chosen}: this engine has the processors {here}; choose of these.</source>
        <translation>--cpus {chosen}: 이 엔진의 프로세서는 {here}입니다. 이 중에서 고르세요.</translation>
    </message>
    <message>
        <source>--memory: a container has at least {least} MiB; allow more.</source>
        <translation>--memory: 컨테이너에는 최소 {least} MiB가 필요합니다. 더 허용하세요.</translation>
    </message>
    <message>
        <source>{path} ({digest}) is in no place that was asked.</source>
        <translation>{path} ({digest}): 찾아본 어느 곳에도 없습니다.</translation>
    </message>
    <message>
        <source>{path} ({digest}) is in no place that was asked ({notes}).</source>
        <translation>{path} ({digest}): 찾아본 어느 곳에도 없습니다({notes}).</translation>
    </message>
    <message>
        <source>Bring it back to one of them, as with dvc fetch or git lfs fetch.</source>
        <translation>dvc fetch나 git lfs fetch 등으로 그중 한 곳에 되돌려 놓으세요.</translation>
    </message>
    <message>
        <source>{run} ({ref}) made it, and cannot be rebuilt either.</source>
        <translation>{run} ({ref})이(가) 만들었지만 그 실행도 재현할 수 없습니다.</translation>
    </message>
    <message>
        <source>{ref} was rebuilt and did not make it as recorded, byte for byte, so it is not used.</source>
        <translation>{ref}을(를) 재현했지만 바이트까지 기록과 같게 나오지 않아 쓰지 않습니다.</translation>
    </message>
    <message>
        <source>only a URL was recorded, which cannot be checked here</source>
        <translation>URL만 기록되어 있어 여기서 확인할 수 없음</translation>
    </message>
    <message>
        <source>only a checksum of the tool&apos;s own was recorded, which cannot be checked here</source>
        <translation>도구 자체의 체크섬만 기록되어 있어 여기서 확인할 수 없음</translation>
    </message>
    <message>
        <source>{commit} holds something else at this path than the run used</source>
        <translation>{commit}의 이 경로에 있는 내용이 실행에서 쓴 것과 다름</translation>
    </message>
    <message>
        <source>--accept {path} uses what the commit holds</source>
        <translation>--accept {path}을(를) 쓰면 커밋에 있는 내용을 씁니다</translation>
    </message>
    <message>
        <source>{commit} holds it, but its Git object is not in this clone; {notes}</source>
        <translation>{commit}에 있지만 그 Git 객체가 이 복제본에 없음. {notes}</translation>
    </message>
    <message>
        <source>`git fetch --refetch --no-filter` brings what a partial clone lacks; otherwise clone again</source>
        <translation>부분 복제본에 없는 것은 `git fetch --refetch --no-filter`로 받아 옵니다. 안 되면 다시 복제하십시오</translation>
    </message>
    <message>
        <source>{store} cannot be asked: {why}</source>
        <translation>{store}에 물을 수 없음: {why}</translation>
    </message>
    <message>
        <source>{store} cannot be read: {why}</source>
        <translation>{store}을(를) 읽을 수 없음: {why}</translation>
    </message>
    <message>
        <source>files of the folder are missing: {paths}</source>
        <translation>폴더의 파일이 없음: {paths}</translation>
    </message>
    <message>
        <source>files of the folder are missing: {paths} and {count} more</source>
        <translation>폴더의 파일이 없음: {paths} 외 {count}개</translation>
    </message>
    <message>
        <source>{place} holds something else by now (it is {digest})</source>
        <translation>{place}의 내용이 그 사이 바뀌었음(지금은 {digest})</translation>
    </message>
    <message>
        <source>{place} does not hold what its name says (it is {digest}); delete it and fetch it again ({tool} fetch)</source>
        <translation>{place}의 내용이 이름과 다름(실제는 {digest}). 지우고 다시 받으십시오({tool} fetch)</translation>
    </message>
    <message>
        <source>The uncommitted changes that {tool} kept are not applied: {why} --without-patch goes on without it.</source>
        <translation>{tool}에서 보관한 커밋되지 않은 변경을 적용하지 못했습니다: {why} --without-patch를 쓰면 패치 없이 진행합니다.</translation>
    </message>
    <message>
        <source>{path} is moved by {patch}, and nobody has its files</source>
        <translation>{path}이(가) {patch}(으)로 옮겨졌는데 그 파일을 가진 곳이 없음</translation>
    </message>
    <message>
        <source>{trouble}, so the image cannot be looked for.</source>
        <translation>{trouble} 그래서 이미지를 찾을 수 없습니다.</translation>
    </message>
    <message>
        <source>No image is recorded for this run. Say which it ran in: forebear assign IMAGE --run {ref}</source>
        <translation>이 실행에 기록된 이미지가 없습니다. 어느 이미지에서 실행했는지 지정하십시오: forebear assign IMAGE --run {ref}</translation>
    </message>
    <message>
        <source>The image {image} ({identity}) is not here, and no digest to pull it by is recorded. Load the image with --archive file, make it again with --reconstruct, or name one with --image.</source>
        <translation>이미지 {image} ({identity})이(가) 없고, 내려받을 다이제스트도 기록되어 있지 않습니다. --archive file로 불러오거나, --reconstruct로 다시 만들거나, --image로 지정하십시오.</translation>
    </message>
    <message>
        <source>There is no archive {path}.</source>
        <translation>보관 파일 {path}이(가) 없습니다.</translation>
    </message>
    <message>
        <source>Give the path of what docker save wrote, or of an OCI layout.</source>
        <translation>docker save로 만든 파일이나 OCI 레이아웃의 경로를 지정하세요.</translation>
    </message>
    <message>
        <source>The recorded image is here, so {path} is not read.</source>
        <translation>기록된 이미지가 여기에 있으므로 {path}은(는) 읽지 않습니다.</translation>
    </message>
    <message>
        <source>Without the commit there is nothing to make an image from.</source>
        <translation>커밋이 없으면 이미지를 만들 재료가 없습니다.</translation>
    </message>
    <message>
        <source>Fetch it (git fetch --unshallow), or choose an image with --image.</source>
        <translation>가져오거나(git fetch --unshallow) --image로 이미지를 고르세요.</translation>
    </message>
    <message>
        <source>Only a tag is recorded, and tags move: it does not identify the image.</source>
        <translation>태그만 기록되어 있습니다. 태그는 옮겨질 수 있어 이미지를 식별하지 못합니다.</translation>
    </message>
    <message>
        <source>Found by its layers and settings; the engine gives it another id.</source>
        <translation>레이어와 설정으로 찾았습니다. 엔진에서는 ID가 다릅니다.</translation>
    </message>
    <message>
        <source>Found by its layers alone: no settings are recorded to compare.</source>
        <translation>레이어만으로 찾았습니다. 비교할 설정이 기록되어 있지 않습니다.</translation>
    </message>
    <message>
        <source>The image is for {image} and the engine for {engine}: it runs only where emulation is installed.</source>
        <translation>이미지는 {image}용이고 엔진은 {engine}용입니다. 에뮬레이션이 설치된 곳에서만 실행됩니다.</translation>
    </message>
    <message>
        <source>FROM {image} is taken as the image that was recorded under this name: {pin}.</source>
        <translation>FROM {image}은(는) 이 이름으로 기록된 이미지 {pin}(으)로 봅니다.</translation>
    </message>
    <message>
        <source>FROM {image} names its image by a tag only, and tags move: it may be another one today.</source>
        <translation>FROM {image}은(는) 태그로만 지정되어 있습니다. 태그는 옮겨질 수 있어 지금은 다른 이미지일 수 있습니다.</translation>
    </message>
    <message>
        <source>It starts from {image}, which is a guess; --base IMAGE names another.</source>
        <translation>{image}에서 시작하며 이것은 추측입니다. --base IMAGE로 다른 것을 지정할 수 있습니다.</translation>
    </message>
    <message>
        <source>{path} starts from {image}, which is not here: docker pull {image}, or let it be fetched with --network.</source>
        <translation>{path}은(는) {image}에서 시작하는데 여기에 없습니다. docker pull {image}(으)로 받거나 --network로 받게 하십시오.</translation>
    </message>
    <message>
        <source>Its Dockerfile is generated: what was installed beside Python packages is not known.</source>
        <translation>Dockerfile을 만들어 냈습니다. Python 패키지 외에 무엇이 설치되어 있었는지는 알 수 없습니다.</translation>
    </message>
    <message>
        <source>Packages are installed without network; where they have to be fetched say --network.</source>
        <translation>패키지를 네트워크 없이 설치합니다. 받아 와야 하면 --network를 쓰십시오.</translation>
    </message>
    <message>
        <source>the recorded image, from a file of `docker save` or a layout of OCI</source>
        <translation>기록된 이미지, `docker save` 파일이나 OCI 레이아웃에서</translation>
    </message>
    <message>
        <source>made again from {file} of {commit}; it is another image than the recorded one</source>
        <translation>{commit}의 {file}(으)로 다시 만들며, 기록된 이미지와는 다른 이미지입니다</translation>
    </message>
    <message>
        <source>another image, as your assumption</source>
        <translation>사용자가 추정하는 다른 이미지</translation>
    </message>
    <message>
        <source>No command is recorded.</source>
        <translation>명령이 기록되어 있지 않습니다.</translation>
    </message>
    <message>
        <source>The commit of its code is not known.</source>
        <translation>코드의 커밋을 알 수 없습니다.</translation>
    </message>
    <message>
        <source>No image is recorded: assign one.</source>
        <translation>이미지가 기록되어 있지 않습니다. 지정하십시오.</translation>
    </message>
    <message>
        <source>The commit {commits} is not in this clone; git fetch --unshallow may bring it.</source>
        <translation>커밋 {commits}이(가) 이 복제본에 없습니다. git fetch --unshallow로 받을 수 있을지도 모릅니다.</translation>
    </message>
    <message>
        <source>{path} is not here.</source>
        <translation>{path}: 여기에 없습니다.</translation>
    </message>
    <message>
        <source>{path} is not here ({notes}).</source>
        <translation>{path}: 여기에 없습니다({notes}).</translation>
    </message>
    <message>
        <source>and {count} more inputs</source>
        <translation>외 입력 {count}개</translation>
    </message>
    <message>
        <source>Not asked yet: {stores}. A rebuild asks.</source>
        <translation>아직 묻지 않음: {stores}. 재현할 때 묻습니다.</translation>
    </message>
    <message>
        <source>The runs that made it can be rebuilt first.</source>
        <translation>그것을 만든 실행을 먼저 재현할 수 있습니다.</translation>
    </message>
    <message>
        <source>Docker is not running, so the image was not looked for.</source>
        <translation>Docker가 실행 중이 아니어서 이미지를 찾아보지 않았습니다.</translation>
    </message>
    <message>
        <source>These were not committed as they were: {paths}.</source>
        <translation>실행할 때의 상태로 커밋되지 않은 파일: {paths}.</translation>
    </message>
    <message>
        <source>No remote branch has the commit {commit} yet.</source>
        <translation>커밋 {commit}이(가) 아직 어느 원격 브랜치에도 없습니다.</translation>
    </message>
    <message>
        <source>The image was chosen, not recorded.</source>
        <translation>이미지는 기록된 것이 아니라 지정한 것입니다.</translation>
    </message>
    <message>
        <source>The image was chosen by {who}, not recorded.</source>
        <translation>이미지는 기록된 것이 아니라 {who}이(가) 지정했습니다.</translation>
    </message>
    <message>
        <source>{patch} of {tool} is applied to the commit: {files}.</source>
        <translation>{tool}의 {patch}을(를) 커밋에 적용합니다: {files}.</translation>
    </message>
    <message>
        <source>These were not committed, and were kept: {paths}.</source>
        <translation>커밋되지 않았지만 보관된 파일: {paths}.</translation>
    </message>
    <message>
        <source>The run declared no outputs, so there is nothing to compare.</source>
        <translation>실행에 선언된 출력이 없어 비교할 것이 없습니다.</translation>
    </message>
    <message>
        <source>No digest that can be checked is recorded of {paths}: there is no baseline.</source>
        <translation>{paths}: 확인할 수 있는 다이제스트가 기록되어 있지 않아 기준이 없습니다.</translation>
    </message>
    <message>
        <source>No digest that can be checked is recorded of {paths} and {count} more: there is no baseline.</source>
        <translation>{paths} 외 {count}개: 확인할 수 있는 다이제스트가 기록되어 있지 않아 기준이 없습니다.</translation>
    </message>
    <message>
        <source>It was seen to be not deterministic ({date}).</source>
        <translation>결정적이지 않은 것으로 나타난 적이 있습니다({date}).</translation>
    </message>
    <message>
        <source>It came out identical on {date}.</source>
        <translation>{date}에 완전히 같게 나왔습니다.</translation>
    </message>
    <message>
        <source>The best that it came to the only time that it was rebuilt was &apos;{verdict}&apos; (last on {date}).</source>
        <translation>한 번 재현했고 최선의 결과는 &apos;{verdict}&apos;였습니다(마지막 {date}).</translation>
    </message>
    <message>
        <source>The best that it came to in {count} rebuilds was &apos;{verdict}&apos; (last on {date}).</source>
        <translation>{count}번 재현했고 최선의 결과는 &apos;{verdict}&apos;였습니다(마지막 {date}).</translation>
    </message>
    <message>
        <source>The last rebuild did not complete: {ended} on {date}.</source>
        <translation>지난 재현은 끝까지 실행되지 않았습니다: {date} {ended}.</translation>
    </message>
    <message>
        <source>The image was chosen by a person: its packages may not be those of the run.</source>
        <translation>사람이 지정한 이미지입니다. 패키지가 실행 때와 다를 수 있습니다.</translation>
    </message>
    <message>
        <source>Only a tag of the image is recorded, and tags move.</source>
        <translation>이미지의 태그만 기록되어 있고, 태그는 옮겨질 수 있습니다.</translation>
    </message>
    <message>
        <source>The image is reconstructed: its packages may not be those of the run.</source>
        <translation>재구성한 이미지입니다. 패키지가 실행 때와 다를 수 있습니다.</translation>
    </message>
    <message>
        <source>It ran with files that were not committed: {paths}.</source>
        <translation>커밋되지 않은 파일로 실행되었습니다: {paths}.</translation>
    </message>
    <message>
        <source>The code is the commit with {patch} applied, which {tool} kept of it.</source>
        <translation>코드는 {tool}에서 보관한 {patch}을(를) 적용한 커밋입니다.</translation>
    </message>
    <message>
        <source>The code is the commit with {patch} applied, which {tool} kept of it; files that Git did not track are not in it.</source>
        <translation>코드는 {tool}에서 보관한 {patch}을(를) 적용한 커밋입니다. Git이 추적하지 않은 파일은 들어 있지 않습니다.</translation>
    </message>
    <message>
        <source>It ran with changes that were not committed; {patch} has them, and it is not applied.</source>
        <translation>커밋되지 않은 변경이 있는 상태로 실행되었습니다. 변경은 {patch}에 있지만 적용하지 않습니다.</translation>
    </message>
    <message>
        <source>Other contents than the run used are accepted: {paths}.</source>
        <translation>실행에서 쓴 것과 다른 내용을 허용했습니다: {paths}.</translation>
    </message>
    <message>
        <source>It ran on a GPU ({gpu}) and containers have none here.</source>
        <translation>GPU({gpu})에서 실행되었는데 여기 컨테이너에는 GPU가 없습니다.</translation>
    </message>
    <message>
        <source>The processors differ (recorded: {recorded}; here: {here}), so maths libraries may choose another kernel: bit-identical is unlikely for LAPACK results.</source>
        <translation>프로세서가 다릅니다(기록: {recorded}, 여기: {here}). 수학 라이브러리가 다른 커널을 고를 수 있어 LAPACK 결과가 비트까지 같기는 어렵습니다.</translation>
    </message>
    <message>
        <source>The processors differ (recorded: {recorded}; here: {here}), so maths libraries may choose another kernel (then {kernel}): bit-identical is unlikely for LAPACK results.</source>
        <translation>프로세서가 다릅니다(기록: {recorded}, 여기: {here}). 수학 라이브러리가 다른 커널을 고를 수 있어(당시 {kernel}) LAPACK 결과가 비트까지 같기는 어렵습니다.</translation>
    </message>
    <message>
        <source>The run had {count} processors and here are {available}: sums of several threads are added up in another order.</source>
        <translation>실행에서는 프로세서가 {count}개였고 여기는 {available}개입니다. 여러 스레드의 합이 다른 순서로 더해집니다.</translation>
    </message>
    <message>
        <source>{path} holds the time at which it was written.</source>
        <translation>{path}에는 기록한 시각이 들어 있습니다.</translation>
    </message>
    <message>
        <source>{path} may hold the time at which it was written.</source>
        <translation>{path}에는 기록한 시각이 들어 있을 수 있습니다.</translation>
    </message>
    <message>
        <source>{path} may hold random names, if Matplotlib drew it.</source>
        <translation>{path}은(는) Matplotlib으로 그렸다면 무작위 이름이 들어 있을 수 있습니다.</translation>
    </message>
    <message>
        <source>There is no such folder.</source>
        <translation>그런 폴더가 없습니다.</translation>
    </message>
    <message>
        <source>Give the folder of a project.</source>
        <translation>프로젝트 폴더를 지정하십시오.</translation>
    </message>
    <message>
        <source>This folder may not be read.</source>
        <translation>이 폴더를 읽을 권한이 없습니다.</translation>
    </message>
    <message>
        <source>Ask its owner for rights to read it.</source>
        <translation>폴더 소유자에게 읽기 권한을 요청하십시오.</translation>
    </message>
    <message>
        <source>The disk is full.</source>
        <translation>디스크가 가득 찼습니다.</translation>
    </message>
    <message>
        <source>Free some space, then try again.</source>
        <translation>공간을 비우고 다시 시도하십시오.</translation>
    </message>
    <message>
        <source>A file has the name of Forebear&apos;s folder.</source>
        <translation>Forebear 폴더와 이름이 같은 파일이 있습니다.</translation>
    </message>
    <message>
        <source>Rename that file, then try again.</source>
        <translation>그 파일의 이름을 바꾸고 다시 시도하십시오.</translation>
    </message>
    <message>
        <source>The project cannot be written: {why}.</source>
        <translation>프로젝트에 쓸 수 없습니다: {why}.</translation>
    </message>
    <message>
        <source>Make the folder writable, or keep the lineage elsewhere with --database sqlite:////path/to/lineage.db.</source>
        <translation>폴더에 쓸 수 있게 하거나, --database sqlite:////path/to/lineage.db로 계보를 다른 곳에 두십시오.</translation>
    </message>
    <message>
        <source>This is a link, and Forebear writes only to its own folder in the project.</source>
        <translation>링크입니다. Forebear는 프로젝트 안의 자기 폴더에만 씁니다.</translation>
    </message>
    <message>
        <source>Remove the link; to keep the lineage elsewhere, name the place with --database.</source>
        <translation>링크를 지우십시오. 계보를 다른 곳에 두려면 --database로 위치를 지정하십시오.</translation>
    </message>
    <message>
        <source>There is no place for the common lineage: {why}.</source>
        <translation>공통 계보를 둘 곳이 없습니다: {why}.</translation>
    </message>
    <message>
        <source>Name another place with --database sqlite:////path/to/lineage.db.</source>
        <translation>--database sqlite:////path/to/lineage.db로 다른 위치를 지정하십시오.</translation>
    </message>
    <message>
        <source>The lineage was written by an older Forebear and is not brought up to date yet.</source>
        <translation>이전 버전의 Forebear가 쓴 계보이며 아직 새 형식으로 바뀌지 않았습니다.</translation>
    </message>
    <message>
        <source>Run forebear import PATH once; it keeps everything.</source>
        <translation>forebear import PATH를 한 번 실행하십시오. 내용은 모두 유지됩니다.</translation>
    </message>
    <message>
        <source>The lineage was written by a newer Forebear than this one.</source>
        <translation>이 프로그램보다 새로운 Forebear가 쓴 계보입니다.</translation>
    </message>
    <message>
        <source>Update Forebear.</source>
        <translation>Forebear를 업데이트하십시오.</translation>
    </message>
    <message>
        <source>Forebear keeps no lineage in {kind}.</source>
        <translation>Forebear는 계보를 {kind}에 두지 않습니다.</translation>
    </message>
    <message>
        <source>Use sqlite:////path/to/lineage.db or postgresql://user@host/name.</source>
        <translation>sqlite:////path/to/lineage.db 또는 postgresql://user@host/name을 쓰십시오.</translation>
    </message>
    <message>
        <source>There is a folder where the lineage should be.</source>
        <translation>계보가 있어야 할 곳에 폴더가 있습니다.</translation>
    </message>
    <message>
        <source>Move it away, or name another place with --database.</source>
        <translation>폴더를 옮기거나 --database로 다른 위치를 지정하십시오.</translation>
    </message>
    <message>
        <source>The folder for the database does not exist.</source>
        <translation>데이터베이스를 둘 폴더가 없습니다.</translation>
    </message>
    <message>
        <source>Make the folder, or name another place with --database.</source>
        <translation>폴더를 만들거나 --database로 다른 위치를 지정하십시오.</translation>
    </message>
    <message>
        <source>The driver for PostgreSQL is not installed.</source>
        <translation>PostgreSQL 드라이버가 설치되어 있지 않습니다.</translation>
    </message>
    <message>
        <source>Install it with: pip install &apos;forebear[postgresql]&apos;.</source>
        <translation>다음으로 설치하십시오: pip install &apos;forebear[postgresql]&apos;.</translation>
    </message>
    <message>
        <source>This database belongs to another program.</source>
        <translation>다른 프로그램의 데이터베이스입니다.</translation>
    </message>
    <message>
        <source>Name an empty or a new database with --database.</source>
        <translation>--database로 비어 있거나 새로운 데이터베이스를 지정하십시오.</translation>
    </message>
    <message>
        <source>There is no lineage here yet.</source>
        <translation>아직 계보가 없습니다.</translation>
    </message>
    <message>
        <source>Read the project first: forebear import PATH.</source>
        <translation>먼저 프로젝트를 읽으십시오: forebear import PATH.</translation>
    </message>
    <message>
        <source>You may not use Docker.</source>
        <translation>Docker를 쓸 권한이 없습니다.</translation>
    </message>
    <message>
        <source>Ask an administrator for `usermod -aG docker $USER` and log in again.</source>
        <translation>관리자에게 `usermod -aG docker $USER`를 요청하고 다시 로그인하십시오.</translation>
    </message>
    <message>
        <source>Docker is not installed.</source>
        <translation>Docker가 설치되어 있지 않습니다.</translation>
    </message>
    <message>
        <source>Install Docker (https://docs.docker.com/engine/install/; on Debian or Ubuntu: apt-get install docker.io) or Podman, or point DOCKER_HOST at an engine elsewhere.</source>
        <translation>Docker(https://docs.docker.com/engine/install/, Debian이나 Ubuntu에서는 apt-get install docker.io)나 Podman을 설치하거나, DOCKER_HOST로 다른 곳의 엔진을 지정하십시오.</translation>
    </message>
    <message>
        <source>Docker is not running.</source>
        <translation>Docker가 실행 중이 아닙니다.</translation>
    </message>
    <message>
        <source>Start it (`sudo systemctl start docker`, Docker Desktop, or packaging/engine), or point DOCKER_HOST at an engine that runs.</source>
        <translation>Docker를 시작하거나(`sudo systemctl start docker`, Docker Desktop 또는 packaging/engine) DOCKER_HOST로 실행 중인 엔진을 지정하십시오.</translation>
    </message>
    <message>
        <source>The container engine does not answer: {why}.</source>
        <translation>컨테이너 엔진이 응답하지 않습니다: {why}.</translation>
    </message>
    <message>
        <source>Look at DOCKER_HOST and try again.</source>
        <translation>DOCKER_HOST를 확인하고 다시 시도하십시오.</translation>
    </message>
    <message>
        <source>The container engine and Forebear do not understand each other: {why}.</source>
        <translation>컨테이너 엔진과 Forebear의 버전이 서로 맞지 않습니다: {why}.</translation>
    </message>
    <message>
        <source>Update Docker (17.06 is the oldest that works; 20.10 or newer is advised), and Forebear.</source>
        <translation>Docker(최소 17.06, 20.10 이상 권장)와 Forebear를 업데이트하십시오.</translation>
    </message>
    <message>
        <source>Or load the image with --archive FILE, make it again with --reconstruct, or name one with --image.</source>
        <translation>또는 --archive FILE로 이미지를 불러오거나, --reconstruct로 다시 만들거나, --image로 지정하십시오.</translation>
    </message>
    <message>
        <source>The engine&apos;s disk is full.</source>
        <translation>엔진의 디스크가 가득 찼습니다.</translation>
    </message>
    <message>
        <source>Free space (`docker system df` shows what takes it, `docker image prune` removes what no tag names), then try again.</source>
        <translation>공간을 비우고(`docker system df`로 무엇이 차지하는지 보고, `docker image prune`으로 태그 없는 것을 지움) 다시 시도하십시오.</translation>
    </message>
    <message>
        <source>The image is for another kind of processor.</source>
        <translation>다른 종류의 프로세서용 이미지입니다.</translation>
    </message>
    <message>
        <source>Rebuild on a machine like the recorded one, or install emulation for it: docker run --privileged --rm tonistiigi/binfmt --install all (on Debian: apt-get install qemu-user-static).</source>
        <translation>기록된 것과 같은 컴퓨터에서 재현하거나 에뮬레이션을 설치하십시오: docker run --privileged --rm tonistiigi/binfmt --install all (Debian에서는 apt-get install qemu-user-static).</translation>
    </message>
    <message>
        <source>The image is gone from the engine: something removed it meanwhile.</source>
        <translation>그 사이 이미지가 엔진에서 지워졌습니다.</translation>
    </message>
    <message>
        <source>Try again; it is then looked for anew.</source>
        <translation>다시 시도하면 새로 찾습니다.</translation>
    </message>
    <message>
        <source>The engine refuses the archive: its bytes are not those of their digests.</source>
        <translation>엔진이 보관 파일을 거부합니다. 내용이 다이제스트와 다릅니다.</translation>
    </message>
    <message>
        <source>The archive was changed or damaged: get it again, or use another one.</source>
        <translation>보관 파일이 바뀌었거나 손상되었습니다. 다시 받거나 다른 것을 쓰십시오.</translation>
    </message>
    <message>
        <source>The engine does not take the image: {why}.</source>
        <translation>엔진이 이미지를 받지 않습니다: {why}.</translation>
    </message>
    <message>
        <source>`docker info` shows its state; an engine that is too old may not know this kind of image.</source>
        <translation>`docker info`로 상태를 볼 수 있습니다. 오래된 엔진은 이런 종류의 이미지를 모를 수 있습니다.</translation>
    </message>
    <message>
        <source>The registry has this image only for another kind of processor: {why}.</source>
        <translation>레지스트리에는 다른 종류의 프로세서용 이미지만 있습니다: {why}.</translation>
    </message>
    <message>
        <source>The registry serves other bytes than those of the digest, so they are not used.</source>
        <translation>레지스트리가 다이제스트와 다른 내용을 주어 쓰지 않습니다.</translation>
    </message>
    <message>
        <source>Tell whoever runs {registry}: its store is damaged, or somebody changed it.</source>
        <translation>{registry} 운영자에게 알리십시오. 저장소가 손상되었거나 누군가 바꿨습니다.</translation>
    </message>
    <message>
        <source>The registry&apos;s certificate is not trusted: {why}.</source>
        <translation>레지스트리의 인증서를 신뢰할 수 없습니다: {why}.</translation>
    </message>
    <message>
        <source>Put its certificate into /etc/docker/certs.d/{registry}/, or list it in `insecure-registries` of the engine.</source>
        <translation>인증서를 /etc/docker/certs.d/{registry}/에 넣거나 엔진의 `insecure-registries`에 추가하십시오.</translation>
    </message>
    <message>
        <source>The registry refuses: this account may not read the image, or there is no such repository.</source>
        <translation>레지스트리가 거부합니다. 이 계정에 이미지를 읽을 권한이 없거나 그런 저장소가 없습니다.</translation>
    </message>
    <message>
        <source>Ask whoever runs {registry} for the right to pull, or log in as somebody else: docker login {registry}</source>
        <translation>{registry} 운영자에게 권한을 요청하거나 다른 계정으로 로그인하십시오: docker login {registry}</translation>
    </message>
    <message>
        <source>The registry wants to know who asks: credentials are missing or wrong.</source>
        <translation>레지스트리에 로그인해야 합니다. 인증 정보가 없거나 틀립니다.</translation>
    </message>
    <message>
        <source>Log in and try again: docker login {registry}</source>
        <translation>로그인하고 다시 시도하십시오: docker login {registry}</translation>
    </message>
    <message>
        <source>The registry cannot be reached.</source>
        <translation>레지스트리에 연결할 수 없습니다.</translation>
    </message>
    <message>
        <source>Check the network, or work offline with what was kept.</source>
        <translation>네트워크를 확인하거나, 보관한 것으로 오프라인에서 작업하십시오.</translation>
    </message>
    <message>
        <source>The registry no longer has this image, or never had it.</source>
        <translation>레지스트리에 이 이미지가 더 이상 없거나 있었던 적이 없습니다.</translation>
    </message>
    <message>
        <source>Ask whoever made it for an archive.</source>
        <translation>만든 사람에게 보관 파일을 요청하십시오.</translation>
    </message>
    <message>
        <source>The image cannot be pulled: {why}.</source>
        <translation>이미지를 내려받을 수 없습니다: {why}.</translation>
    </message>
    <message>
        <source> or </source>
        <translation> 또는 </translation>
    </message>
    <message>
        <source>{count} files</source>
        <translation>파일 {count}개</translation>
    </message>
    <message>
        <source>1 file</source>
        <translation>파일 1개</translation>
    </message>
    <message>
        <source>{size} bytes</source>
        <translation>{size}바이트</translation>
    </message>
    <message>
        <source>{size} bytes, now {now}</source>
        <translation>{size}바이트, 지금은 {now}바이트</translation>
    </message>
    <message>
        <source>local</source>
        <translation>이 컴퓨터에 있음</translation>
    </message>
    <message>
        <source>pulled</source>
        <translation>내려받음</translation>
    </message>
    <message>
        <source>archive</source>
        <translation>보관 파일</translation>
    </message>
    <message>
        <source>reconstructed</source>
        <translation>재구성함</translation>
    </message>
    <message>
        <source>assumed</source>
        <translation>추정</translation>
    </message>
    <message>
        <source>no digest</source>
        <translation>다이제스트 없음</translation>
    </message>
    <message>
        <source>{count} {verdict}</source>
        <translation>{verdict} {count}</translation>
    </message>
    <message>
        <source> and </source>
        <translation>, </translation>
    </message>
</context>
<context>
    <name>SheetPage</name>
    <message>
        <source>Copy as a table</source>
        <translation>표로 복사</translation>
    </message>
    <message>
        <source>Copy as Markdown</source>
        <translation>Markdown으로 복사</translation>
    </message>
    <message>
        <source>Nothing is called that</source>
        <translation>그런 이름이 없습니다</translation>
    </message>
    <message>
        <source>No line of this table has “{text}” in its name.</source>
        <translation>이 표에는 이름에 “{text}”이(가) 든 줄이 없습니다.</translation>
    </message>
    <message>
        <source>No differences</source>
        <translation>차이가 없습니다</translation>
    </message>
    <message>
        <source>All {count} are the same. Turn off “Only differences” to see them.</source>
        <translation>{count}개가 모두 같습니다. “다른 것만”을 끄면 볼 수 있습니다.</translation>
    </message>
</context>
<context>
    <name>ShortcutSheet</name>
    <message>
        <source>Shortcuts</source>
        <translation>단축키</translation>
    </message>
    <message>
        <source>In the graph</source>
        <translation>그래프에서</translation>
    </message>
    <message>
        <source>In a difference of texts</source>
        <translation>텍스트의 차이에서</translation>
    </message>
</context>
<context>
    <name>SourceDetail</name>
    <message>
        <source>Copy the location</source>
        <translation>위치 복사</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>새로 고침</translation>
    </message>
    <message>
        <source>Log in…</source>
        <translation>로그인…</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>제거…</translation>
    </message>
    <message>
        <source>Read {when}</source>
        <translation>{when}에 읽음</translation>
    </message>
    <message numerus="yes">
        <source>%Ln facts</source>
        <translation>
            <numerusform>사실 %Ln건</numerusform>
        </translation>
    </message>
    <message>
        <source>Switch on</source>
        <translation>켜기</translation>
    </message>
    <message>
        <source>Switch off</source>
        <translation>끄기</translation>
    </message>
    <message>
        <source>It is not read. What was read from it before is kept.</source>
        <translation>읽지 않습니다. 전에 읽은 것은 남아 있습니다.</translation>
    </message>
    <message>
        <source>It is not where it was. What was read from it is kept.</source>
        <translation>원래 위치에 없습니다. 읽은 것은 남아 있습니다.</translation>
    </message>
    <message>
        <source>What was read from it before is kept. It is tried again with each refresh.</source>
        <translation>전에 읽은 것은 남아 있습니다. 새로 고칠 때마다 다시 시도합니다.</translation>
    </message>
    <message>
        <source>What is listed here was left out; everything else was read.</source>
        <translation>여기 있는 것은 빠졌고 나머지는 모두 읽었습니다.</translation>
    </message>
    <message>
        <source>Problems of this source</source>
        <translation>이 소스의 문제</translation>
    </message>
</context>
<context>
    <name>SourceForm</name>
    <message>
        <source>Told by what is there</source>
        <translation>내용으로 판단</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>확인</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>폴더…</translation>
    </message>
    <message>
        <source>File…</source>
        <translation>파일…</translation>
    </message>
    <message>
        <source>User (empty for a token)</source>
        <translation>사용자 (토큰이면 비워 둠)</translation>
    </message>
    <message>
        <source>User</source>
        <translation>사용자</translation>
    </message>
    <message>
        <source>Password or token</source>
        <translation>비밀번호 또는 토큰</translation>
    </message>
    <message>
        <source>Kept in a file that only you can read; it never gets into the lineage, a log or a report.</source>
        <translation>본인만 읽을 수 있는 파일에 보관하며, 계보나 로그, 보고서에는 들어가지 않습니다.</translation>
    </message>
    <message>
        <source>Path or URL</source>
        <translation>경로 또는 URL</translation>
    </message>
    <message>
        <source>Tool</source>
        <translation>도구</translation>
    </message>
    <message>
        <source>Log in</source>
        <translation>로그인</translation>
    </message>
    <message>
        <source>Choose the folder of a source</source>
        <translation>소스 폴더 선택</translation>
    </message>
    <message>
        <source>Choose the file of a source</source>
        <translation>소스 파일 선택</translation>
    </message>
</context>
<context>
    <name>SourceTable</name>
    <message>
        <source>Sources</source>
        <translation>소스</translation>
    </message>
    <message>
        <source>Copy the location</source>
        <translation>위치 복사</translation>
    </message>
</context>
<context>
    <name>SourceTitles</name>
    <message>
        <source>Archive of images</source>
        <translation>이미지 보관 파일</translation>
    </message>
    <message>
        <source>CML reports in this repository</source>
        <translation>이 저장소의 CML 보고서</translation>
    </message>
    <message>
        <source>Delta table</source>
        <translation>Delta 테이블</translation>
    </message>
    <message>
        <source>Delta tables that Git or DVC keeps</source>
        <translation>Git 또는 DVC가 관리하는 Delta 테이블</translation>
    </message>
    <message>
        <source>Environment of conda</source>
        <translation>conda 환경</translation>
    </message>
    <message>
        <source>Events of OpenLineage</source>
        <translation>OpenLineage 이벤트</translation>
    </message>
    <message>
        <source>Git LFS in this repository</source>
        <translation>이 저장소의 Git LFS</translation>
    </message>
    <message>
        <source>Image layout of OCI</source>
        <translation>OCI 이미지 레이아웃</translation>
    </message>
    <message>
        <source>Images of Docker</source>
        <translation>Docker 이미지</translation>
    </message>
    <message>
        <source>Images of Docker that were built from this project or are named by its runs</source>
        <translation>이 프로젝트에서 만들었거나 실행에 기록된 Docker 이미지</translation>
    </message>
    <message>
        <source>ML-Metadata store in MySQL</source>
        <translation>MySQL의 ML-Metadata 저장소</translation>
    </message>
    <message>
        <source>ML-Metadata store in PostgreSQL</source>
        <translation>PostgreSQL의 ML-Metadata 저장소</translation>
    </message>
    <message>
        <source>ML-Metadata store in SQLite</source>
        <translation>SQLite의 ML-Metadata 저장소</translation>
    </message>
    <message>
        <source>MLflow tracking server</source>
        <translation>MLflow 추적 서버</translation>
    </message>
    <message>
        <source>MLflow tracking store in MySQL</source>
        <translation>MySQL의 MLflow 추적 저장소</translation>
    </message>
    <message>
        <source>MLflow tracking store in PostgreSQL</source>
        <translation>PostgreSQL의 MLflow 추적 저장소</translation>
    </message>
    <message>
        <source>MLflow tracking store in SQLite</source>
        <translation>SQLite의 MLflow 추적 저장소</translation>
    </message>
    <message>
        <source>MLflow tracking store in a folder</source>
        <translation>폴더의 MLflow 추적 저장소</translation>
    </message>
    <message>
        <source>Manifests, charts and values at commits</source>
        <translation>커밋에 있는 매니페스트, 차트, 값</translation>
    </message>
    <message>
        <source>Merge requests named by messages of commits</source>
        <translation>커밋 메시지에 언급된 병합 요청</translation>
    </message>
    <message>
        <source>Object store</source>
        <translation>객체 저장소</translation>
    </message>
    <message>
        <source>Objects exported from a cluster (kubectl get … -o yaml)</source>
        <translation>클러스터에서 내보낸 객체 (kubectl get … -o yaml)</translation>
    </message>
    <message>
        <source>Requirements, environment and lock files at commits</source>
        <translation>커밋에 있는 요구 사항, 환경, 잠금 파일</translation>
    </message>
    <message>
        <source>Reviews, checks, releases and deployments on GitHub</source>
        <translation>GitHub의 리뷰, 검사, 릴리스, 배포</translation>
    </message>
    <message>
        <source>Reviews, checks, releases and deployments on GitLab</source>
        <translation>GitLab의 리뷰, 검사, 릴리스, 배포</translation>
    </message>
    <message>
        <source>Runs of Weights &amp; Biases</source>
        <translation>Weights &amp; Biases 실행</translation>
    </message>
    <message>
        <source>Virtual environment of Python</source>
        <translation>Python 가상 환경</translation>
    </message>
</context>
<context>
    <name>Sources</name>
    <message>
        <source>Git repository</source>
        <translation>Git 저장소</translation>
    </message>
    <message>
        <source>Records of DVC</source>
        <translation>DVC 기록</translation>
    </message>
    <message>
        <source>Model registry in tags of Git</source>
        <translation>Git 태그의 모델 레지스트리</translation>
    </message>
    <message>
        <source>Runs and rebuilds recorded by Forebear</source>
        <translation>Forebear가 기록한 실행과 재현</translation>
    </message>
    <message>
        <source>{tool}: records saved as files</source>
        <translation>{tool}: 파일로 저장된 기록</translation>
    </message>
    <message>
        <source>{count} problems</source>
        <translation>문제 {count}건</translation>
    </message>
    <message>
        <source>one problem</source>
        <translation>문제 1건</translation>
    </message>
    <message>
        <source>not read yet</source>
        <translation>아직 읽지 않음</translation>
    </message>
    <message>
        <source>fine</source>
        <translation>정상</translation>
    </message>
    <message>
        <source>cannot be read</source>
        <translation>읽을 수 없음</translation>
    </message>
    <message>
        <source>not there any more</source>
        <translation>더 이상 없음</translation>
    </message>
    <message>
        <source>switched off</source>
        <translation>꺼짐</translation>
    </message>
    <message>
        <source>more than {count}</source>
        <translation>{count} 초과</translation>
    </message>
    <message>
        <source>schema {name}</source>
        <translation>스키마 {name}</translation>
    </message>
    <message>
        <source>schema of MLflow {name}</source>
        <translation>MLflow {name} 스키마</translation>
    </message>
    <message>
        <source>a schema that is not known here</source>
        <translation>알 수 없는 스키마</translation>
    </message>
    <message>
        <source>version {name}</source>
        <translation>버전 {name}</translation>
    </message>
    <message>
        <source>remote {name} of DVC</source>
        <translation>DVC 원격 저장소 {name}</translation>
    </message>
    <message>
        <source>named in {name}</source>
        <translation>{name}에 지정됨</translation>
    </message>
    <message>
        <source>in use by another program</source>
        <translation>다른 프로그램에서 사용 중</translation>
    </message>
    <message>
        <source>no content of it is here</source>
        <translation>내용이 이 컴퓨터에 없음</translation>
    </message>
    <message>
        <source>a token is known</source>
        <translation>토큰이 저장되어 있음</translation>
    </message>
    <message>
        <source>needs a token</source>
        <translation>토큰 필요</translation>
    </message>
</context>
<context>
    <name>SourcesModel</name>
    <message>
        <source>Source</source>
        <translation>소스</translation>
    </message>
    <message>
        <source>State</source>
        <translation>상태</translation>
    </message>
    <message>
        <source>Location</source>
        <translation>위치</translation>
    </message>
    <message>
        <source>Holds</source>
        <translation>내용</translation>
    </message>
    <message>
        <source>Last read</source>
        <translation>마지막으로 읽음</translation>
    </message>
    <message>
        <source>nothing said</source>
        <translation>내용 없음</translation>
    </message>
    <message>
        <source>never</source>
        <translation>없음</translation>
    </message>
</context>
<context>
    <name>SourcesView</name>
    <message>
        <source>Add source…</source>
        <translation>소스 추가…</translation>
    </message>
    <message>
        <source>Refresh all</source>
        <translation>모두 새로 고침</translation>
    </message>
    <message>
        <source>Moved folders…</source>
        <translation>옮겨진 폴더…</translation>
    </message>
    <message>
        <source>Looking for sources…</source>
        <translation>소스를 찾는 중…</translation>
    </message>
    <message>
        <source>Nothing to read was found</source>
        <translation>읽을 것을 찾지 못했습니다</translation>
    </message>
    <message>
        <source>Add a source: a folder, a database or a server that holds records of runs.</source>
        <translation>소스를 추가하세요. 실행 기록이 있는 폴더, 데이터베이스 또는 서버입니다.</translation>
    </message>
    <message numerus="yes">
        <source>%n sources</source>
        <translation>
            <numerusform>소스 %n개</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n with problems</source>
        <translation>
            <numerusform>문제 있는 것 %n개</numerusform>
        </translation>
    </message>
    <message>
        <source>The sources cannot be looked up.</source>
        <translation>소스를 조회할 수 없습니다.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>다시 시도</translation>
    </message>
    <message>
        <source>Sources</source>
        <translation>소스</translation>
    </message>
</context>
<context>
    <name>Speaker</name>
    <message>
        <source>Unpinned: {name}</source>
        <translation>고정 해제됨: {name}</translation>
    </message>
    <message>
        <source>1 node shown</source>
        <translation>노드 1개 표시</translation>
    </message>
    <message>
        <source>{count} nodes shown</source>
        <translation>노드 {count}개 표시</translation>
    </message>
    <message>
        <source>Nothing matches</source>
        <translation>맞는 것이 없습니다</translation>
    </message>
    <message>
        <source>Pinned as {letter}: {name}</source>
        <translation>{letter}(으)로 고정됨: {name}</translation>
    </message>
</context>
<context>
    <name>Spoken</name>
    <message>
        <source>came later</source>
        <translation>나중에 생김</translation>
    </message>
    <message>
        <source>pinned as {letter}</source>
        <translation>{letter}(으)로 고정됨</translation>
    </message>
    <message>
        <source>{count} more upstream</source>
        <translation>상류 {count}개 더</translation>
    </message>
    <message>
        <source>{count} more downstream</source>
        <translation>하류 {count}개 더</translation>
    </message>
    <message>
        <source>1 input</source>
        <translation>입력 1개</translation>
    </message>
    <message>
        <source>{count} inputs</source>
        <translation>입력 {count}개</translation>
    </message>
    <message>
        <source>1 output</source>
        <translation>출력 1개</translation>
    </message>
    <message>
        <source>{count} outputs</source>
        <translation>출력 {count}개</translation>
    </message>
    <message>
        <source>made by {names}</source>
        <translation>만든 실행: {names}</translation>
    </message>
    <message>
        <source>made from {count}</source>
        <translation>재료 {count}개</translation>
    </message>
    <message>
        <source>used by {count}</source>
        <translation>쓰인 곳 {count}개</translation>
    </message>
</context>
<context>
    <name>SpreadPage</name>
    <message>
        <source>Spread of the metrics</source>
        <translation>지표의 흔들림</translation>
    </message>
    <message>
        <source>{count} runs under the same conditions.</source>
        <translation>같은 조건에서 {count}번 실행했습니다.</translation>
    </message>
    <message>
        <source>{outside} of {judged} recorded metrics lie outside of what they give.</source>
        <translation>기록된 지표 {judged}개 중 {outside}개가 그 범위를 벗어납니다.</translation>
    </message>
    <message>
        <source>All recorded metrics are what one more run might give.</source>
        <translation>기록된 지표는 모두 한 번 더 실행하면 나올 만한 값입니다.</translation>
    </message>
    <message>
        <source>So few show little: one more falls outside their smallest and largest {odds} of the time.</source>
        <translation>이만큼으로는 알 수 있는 것이 적습니다. 한 번 더 실행하면 {odds}의 경우 최솟값과 최댓값을 벗어납니다.</translation>
    </message>
    <message>
        <source>Metric</source>
        <translation>지표</translation>
    </message>
    <message>
        <source>Recorded</source>
        <translation>기록</translation>
    </message>
    <message>
        <source>Judged</source>
        <translation>판정</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>평균</translation>
    </message>
    <message>
        <source>Deviation</source>
        <translation>표준 편차</translation>
    </message>
    <message>
        <source>Smallest</source>
        <translation>최솟값</translation>
    </message>
    <message>
        <source>Largest</source>
        <translation>최댓값</translation>
    </message>
    <message>
        <source>95 of 100 from</source>
        <translation>100번 중 95번: 부터</translation>
    </message>
    <message>
        <source>to</source>
        <translation>까지</translation>
    </message>
    <message>
        <source>The runs reported no metrics</source>
        <translation>실행에서 지표가 나오지 않았습니다</translation>
    </message>
    <message>
        <source>inside</source>
        <translation>안</translation>
    </message>
    <message>
        <source>outside</source>
        <translation>밖</translation>
    </message>
</context>
<context>
    <name>SpreadStrips</name>
    <message>
        <source>Natural spread of the metrics</source>
        <translation>지표의 자연스러운 흔들림</translation>
    </message>
    <message>
        <source>{name}: {count} runs, 95 of 100 fall between {low} and {high}; recorded {recorded}</source>
        <translation>{name}: {count}번 실행, 100번 중 95번은 {low}에서 {high} 사이; 기록 {recorded}</translation>
    </message>
    <message>
        <source>a run</source>
        <translation>실행 한 번</translation>
    </message>
    <message>
        <source>95 of 100 runs</source>
        <translation>100번 중 95번</translation>
    </message>
    <message>
        <source>recorded, inside</source>
        <translation>기록, 안</translation>
    </message>
    <message>
        <source>recorded, outside</source>
        <translation>기록, 밖</translation>
    </message>
</context>
<context>
    <name>StateButton</name>
    <message>
        <source>Go to the next one</source>
        <translation>다음 것으로 이동</translation>
    </message>
    <message>
        <source>{count} {state}</source>
        <translation>{state} {count}</translation>
    </message>
</context>
<context>
    <name>States</name>
    <message>
        <source>Nothing selected</source>
        <translation>선택한 것이 없습니다</translation>
    </message>
    <message>
        <source>Select a model, a data set, a run or a commit to see what it was made from.</source>
        <translation>모델, 데이터셋, 실행이나 커밋을 선택하면 무엇으로 만들었는지 볼 수 있습니다.</translation>
    </message>
    <message>
        <source>Show the whole project</source>
        <translation>프로젝트 전체 보기</translation>
    </message>
    <message>
        <source>Nothing matches</source>
        <translation>맞는 것이 없습니다</translation>
    </message>
    <message>
        <source>The filter leaves nothing to draw.</source>
        <translation>필터를 거치고 나니 그릴 것이 없습니다.</translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>필터 지우기</translation>
    </message>
    <message>
        <source>There was nothing yet</source>
        <translation>아직 아무것도 없었습니다</translation>
    </message>
    <message>
        <source>Nothing of this was recorded at that time.</source>
        <translation>그때는 이 가운데 기록된 것이 없었습니다.</translation>
    </message>
    <message>
        <source>As of now</source>
        <translation>지금 기준으로</translation>
    </message>
    <message>
        <source>Nothing is recorded here</source>
        <translation>여기에는 기록이 없습니다</translation>
    </message>
    <message>
        <source>This commit holds no data, run or metric that a tool recorded.</source>
        <translation>이 커밋에는 도구가 기록한 데이터, 실행, 지표가 없습니다.</translation>
    </message>
    <message>
        <source>Nothing is recorded yet</source>
        <translation>아직 기록이 없습니다</translation>
    </message>
    <message>
        <source>No data, run or model of this project has been read.</source>
        <translation>이 프로젝트에서 읽은 데이터, 실행, 모델이 없습니다.</translation>
    </message>
    <message>
        <source>{nodes} nodes and {edges} lines would be a tangle.</source>
        <translation>노드 {nodes}개와 선 {edges}개는 엉켜 보입니다.</translation>
    </message>
    <message>
        <source>Too much to draw at once</source>
        <translation>한 번에 그리기에는 너무 많습니다</translation>
    </message>
    <message>
        <source>Fold it</source>
        <translation>접기</translation>
    </message>
    <message>
        <source>This cannot be looked for</source>
        <translation>이렇게는 찾을 수 없습니다</translation>
    </message>
    <message>
        <source>Clear it</source>
        <translation>지우기</translation>
    </message>
    <message>
        <source>The graph cannot be drawn</source>
        <translation>그래프를 그릴 수 없습니다</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>다시 시도</translation>
    </message>
</context>
<context>
    <name>StepChart</name>
    <message>
        <source>Step</source>
        <translation>단계</translation>
    </message>
    <message>
        <source>Curves</source>
        <translation>곡선</translation>
    </message>
    <message>
        <source>Across</source>
        <translation>가로축</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>시각</translation>
    </message>
    <message>
        <source>Time since the start</source>
        <translation>시작 후 경과 시간</translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation>평활</translation>
    </message>
    <message>
        <source>log x</source>
        <translation>로그 x</translation>
    </message>
    <message>
        <source>log y</source>
        <translation>로그 y</translation>
    </message>
    <message>
        <source>{metric} by {across}</source>
        <translation>{across}별 {metric}</translation>
    </message>
    <message>
        <source>{name} (without times)</source>
        <translation>{name}(시각 없음)</translation>
    </message>
    <message>
        <source>{choice} (not recorded)</source>
        <translation>{choice}(기록 없음)</translation>
    </message>
    <message>
        <source>{count} curves; their last values: {values}</source>
        <translation>곡선 {count}개, 마지막 값: {values}</translation>
    </message>
    <message>
        <source>The wheel zooms, and so does a drag with Shift; a double click shows all</source>
        <translation>휠이나 Shift와 함께 끌기로 확대하고, 두 번 클릭하면 모두 보입니다</translation>
    </message>
    <message>
        <source>{name} ({count} gaps)</source>
        <translation>{name} (빈 값 {count}개)</translation>
    </message>
    <message>
        <source>Step {step}</source>
        <translation>단계 {step}</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>모두 보기</translation>
    </message>
</context>
<context>
    <name>SummaryPage</name>
    <message>
        <source>Summary</source>
        <translation>요약</translation>
    </message>
    <message>
        <source>Where to look first</source>
        <translation>먼저 볼 곳</translation>
    </message>
    <message>
        <source>Ordered by rules that are named with each change: a hint, not a proof.</source>
        <translation>각 변경에 적힌 규칙에 따른 순서입니다. 힌트일 뿐 증거는 아닙니다.</translation>
    </message>
    <message>
        <source>No recorded change can explain a difference.</source>
        <translation>차이를 설명할 수 있는 기록된 변경이 없습니다.</translation>
    </message>
    <message>
        <source>Code, data, parameters and environment are the same.</source>
        <translation>코드, 데이터, 매개변수, 환경이 같습니다.</translation>
    </message>
    <message>
        <source>Show {count} more</source>
        <translation>{count}개 더 보기</translation>
    </message>
    <message>
        <source>{count} more are on the pages.</source>
        <translation>{count}개가 더 각 페이지에 있습니다.</translation>
    </message>
    <message>
        <source>Not recorded, so it cannot be ruled out: {sides}.</source>
        <translation>기록되지 않아 배제할 수 없습니다: {sides}.</translation>
    </message>
    <message>
        <source>{version} against {baseline}: {said}</source>
        <translation>{baseline} 대비 {version}: {said}</translation>
    </message>
    <message>
        <source>Show in the lineage</source>
        <translation>계보에서 보기</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>보기</translation>
    </message>
    <message>
        <source>{place}: {name}. {reasons} Show it</source>
        <translation>{place}: {name}. {reasons} 보기</translation>
    </message>
</context>
<context>
    <name>SummaryStrip</name>
    <message>
        <source>Metrics</source>
        <translation>지표</translation>
    </message>
    <message>
        <source>No metric differs</source>
        <translation>다른 지표가 없습니다</translation>
    </message>
    <message>
        <source>No metrics are recorded</source>
        <translation>기록된 지표가 없습니다</translation>
    </message>
    <message>
        <source>and {count} more that differ</source>
        <translation>외 {count}개가 더 다릅니다</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>바뀜</translation>
    </message>
    <message>
        <source>same</source>
        <translation>같음</translation>
    </message>
    <message>
        <source>not recorded</source>
        <translation>기록 없음</translation>
    </message>
</context>
<context>
    <name>Supervising</name>
    <message>
        <source>Put in order what a job left that died</source>
        <translation>갑자기 끝난 작업이 남긴 것 정리</translation>
    </message>
</context>
<context>
    <name>Synonyms</name>
    <message>
        <source>load project repository directory browse</source>
        <translation>불러오기 프로젝트 저장소 디렉터리 찾아보기 열기</translation>
    </message>
    <message>
        <source>demo example tutorial try</source>
        <translation>데모 예제 따라하기 시험</translation>
    </message>
    <message>
        <source>import refresh reload update sync scan</source>
        <translation>가져오기 새로고침 다시 읽기 갱신 동기화</translation>
    </message>
    <message>
        <source>errors warnings failures issues</source>
        <translation>오류 경고 실패</translation>
    </message>
    <message>
        <source>tool mlflow wandb connect server database url tracking</source>
        <translation>도구 mlflow wandb 연결 서버 데이터베이스 url 추적</translation>
    </message>
    <message>
        <source>tools connections servers watched remap moved</source>
        <translation>도구 연결 서버 감시 경로 이동</translation>
    </message>
    <message>
        <source>exit leave close</source>
        <translation>나가기 닫기 끝내기</translation>
    </message>
    <message>
        <source>previous before return</source>
        <translation>이전 뒤로 돌아가기</translation>
    </message>
    <message>
        <source>next again</source>
        <translation>다음 앞으로</translation>
    </message>
    <message>
        <source>graph map provenance upstream downstream</source>
        <translation>그래프 지도 출처 상류 하류</translation>
    </message>
    <message>
        <source>log commits runs table timeline</source>
        <translation>로그 커밋 실행 표 시간순</translation>
    </message>
    <message>
        <source>diff difference side by side</source>
        <translation>차이 나란히 비교</translation>
    </message>
    <message>
        <source>reproduce rerun repeat</source>
        <translation>재현 다시 실행 반복</translation>
    </message>
    <message>
        <source>mark select remember</source>
        <translation>표시 선택 기억</translation>
    </message>
    <message>
        <source>diff difference versus</source>
        <translation>차이 대조</translation>
    </message>
    <message>
        <source>reproduce rerun repeat docker container</source>
        <translation>재현 다시 실행 반복 도커 컨테이너</translation>
    </message>
    <message>
        <source>html web share send export comparison</source>
        <translation>HTML 웹 공유 보내기 내보내기 비교</translation>
    </message>
    <message>
        <source>audit export pdf html evidence save</source>
        <translation>감사 내보내기 PDF HTML 증거 저장</translation>
    </message>
    <message>
        <source>clipboard id sha digest</source>
        <translation>클립보드 식별자 SHA 다이제스트</translation>
    </message>
    <message>
        <source>sidebar left panel tree</source>
        <translation>사이드바 왼쪽 패널 트리</translation>
    </message>
    <message>
        <source>details properties right panel</source>
        <translation>세부 정보 속성 오른쪽 패널</translation>
    </message>
    <message>
        <source>tasks progress running queue</source>
        <translation>작업 진행 실행 중 대기열</translation>
    </message>
    <message>
        <source>night theme black</source>
        <translation>밤 테마 검정</translation>
    </message>
    <message>
        <source>day theme white</source>
        <translation>낮 테마 흰색</translation>
    </message>
    <message>
        <source>theme automatic</source>
        <translation>테마 자동</translation>
    </message>
    <message>
        <source>keyboard keys hotkeys</source>
        <translation>키보드 단축키 키</translation>
    </message>
    <message>
        <source>version licence credits</source>
        <translation>버전 라이선스 만든 사람</translation>
    </message>
</context>
<context>
    <name>TextDiffView</name>
    <message>
        <source>Change {number} of {count}</source>
        <translation>변경 {count}개 중 {number}번째</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>읽는 중…</translation>
    </message>
    <message>
        <source>No line differs.</source>
        <translation>다른 줄이 없습니다.</translation>
    </message>
</context>
<context>
    <name>TimeBar</name>
    <message>
        <source>As of</source>
        <translation>시점</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>지금</translation>
    </message>
    <message>
        <source>Compare with</source>
        <translation>비교 대상</translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation>없음</translation>
    </message>
    <message>
        <source>Play through history</source>
        <translation>기록을 따라 재생</translation>
    </message>
    <message>
        <source>{pace}/s</source>
        <translation>초당 {pace}</translation>
    </message>
    <message>
        <source>Pace</source>
        <translation>속도</translation>
    </message>
    <message>
        <source>Stops in a second</source>
        <translation>1초에 지나는 지점 수</translation>
    </message>
    <message>
        <source>Later: faded</source>
        <translation>이후 항목: 흐리게</translation>
    </message>
    <message>
        <source>Later: hidden</source>
        <translation>이후 항목: 숨김</translation>
    </message>
    <message>
        <source>What came later</source>
        <translation>이후에 생긴 항목</translation>
    </message>
    <message>
        <source>No versions are known yet.</source>
        <translation>아직 알려진 버전이 없습니다.</translation>
    </message>
    <message>
        <source>{moment} compared with {other}</source>
        <translation>{moment} · 비교 대상: {other}</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>일시 정지</translation>
    </message>
</context>
<context>
    <name>TimeTrack</name>
    <message>
        <source>Version</source>
        <translation>버전</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>지금</translation>
    </message>
</context>
<context>
    <name>TimesChoice</name>
    <message>
        <source>Once</source>
        <translation>한 번</translation>
    </message>
    <message>
        <source>Twice</source>
        <translation>두 번</translation>
    </message>
    <message>
        <source>{count} times</source>
        <translation>{count}번</translation>
    </message>
    <message>
        <source>How often to rebuild</source>
        <translation>다시 만들 횟수</translation>
    </message>
    <message>
        <source>Twice shows whether it is deterministic, more often how far metrics vary</source>
        <translation>두 번이면 결정적인지, 더 많으면 지표가 얼마나 흔들리는지 알 수 있습니다</translation>
    </message>
    <message>
        <source>Once more from scratch: shows whether it is deterministic</source>
        <translation>처음부터 한 번 더: 결정적인지 보여 줍니다</translation>
    </message>
    <message>
        <source>Shows the natural spread of each metric, and whether the record is in it</source>
        <translation>각 지표의 자연스러운 흔들림과, 기록이 그 안에 드는지 보여 줍니다</translation>
    </message>
</context>
<context>
    <name>Verdict</name>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds}초</translation>
    </message>
</context>
<context>
    <name>VerdictPage</name>
    <message>
        <source>Outputs</source>
        <translation>출력</translation>
    </message>
    <message>
        <source>The command ended: {how}</source>
        <translation>명령 종료: {how}</translation>
    </message>
    <message>
        <source>Nothing was compared</source>
        <translation>비교한 것이 없습니다</translation>
    </message>
    <message>
        <source>Rebuilt twice, and both came out the same: it is deterministic here.</source>
        <translation>두 번 재현한 결과가 같습니다. 이 환경에서는 결정적입니다.</translation>
    </message>
    <message>
        <source>Rebuilt twice, and the two differ: it is not deterministic.</source>
        <translation>두 번 재현한 결과가 서로 다릅니다. 결정적이지 않습니다.</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>출력</translation>
    </message>
    <message>
        <source>Why it differs</source>
        <translation>왜 다른지 보기</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>판정</translation>
    </message>
    <message>
        <source>Set aside</source>
        <translation>제외한 것</translation>
    </message>
    <message>
        <source>Largest difference</source>
        <translation>가장 큰 차이</translation>
    </message>
    <message>
        <source>Expected</source>
        <translation>기대한 값</translation>
    </message>
    <message>
        <source>Obtained</source>
        <translation>얻은 값</translation>
    </message>
    <message>
        <source>Explanation</source>
        <translation>설명</translation>
    </message>
    <message>
        <source>No outputs were made</source>
        <translation>만들어진 출력이 없습니다</translation>
    </message>
    <message>
        <source>Rebuilt {count} times, and all came out the same: it is deterministic here.</source>
        <translation>{count}번 다시 만들었고 모두 같았습니다. 여기에서는 결정적입니다.</translation>
    </message>
    <message>
        <source>Rebuilt {count} times, and they differ: it is not deterministic.</source>
        <translation>{count}번 다시 만들었고 서로 달랐습니다. 결정적이지 않습니다.</translation>
    </message>
    <message>
        <source>found here</source>
        <translation>이 컴퓨터에 있음</translation>
    </message>
    <message>
        <source>pulled by its digest</source>
        <translation>다이제스트로 내려받음</translation>
    </message>
    <message>
        <source>loaded from an archive</source>
        <translation>보관 파일에서 불러옴</translation>
    </message>
    <message>
        <source>reconstructed, not the recorded image</source>
        <translation>재구성함, 기록된 이미지가 아님</translation>
    </message>
    <message>
        <source>assumed, not recorded</source>
        <translation>추정함, 기록되지 않음</translation>
    </message>
    <message>
        <source>Image {image} ({how})</source>
        <translation>이미지 {image} ({how})</translation>
    </message>
    <message>
        <source>took {time}</source>
        <translation>{time} 걸림</translation>
    </message>
</context>
<context>
    <name>VersionStrip</name>
    <message>
        <source>Swap</source>
        <translation>맞바꾸기</translation>
    </message>
    <message>
        <source>Exchange the baseline and the chosen version, or the last one</source>
        <translation>기준과 선택한 버전(없으면 마지막 버전)을 맞바꿉니다</translation>
    </message>
    <message>
        <source>Copy a link to this comparison</source>
        <translation>이 비교의 링크 복사</translation>
    </message>
    <message>
        <source>Save this comparison as a page…</source>
        <translation>이 비교를 페이지로 저장…</translation>
    </message>
    <message>
        <source>Versions compared</source>
        <translation>비교하는 버전</translation>
    </message>
    <message>
        <source>Make it the baseline</source>
        <translation>기준으로 삼기</translation>
    </message>
    <message>
        <source>Move before</source>
        <translation>앞으로 옮기기</translation>
    </message>
    <message>
        <source>Move after</source>
        <translation>뒤로 옮기기</translation>
    </message>
    <message>
        <source>Leave out</source>
        <translation>빼기</translation>
    </message>
</context>
<context>
    <name>ViewsButton</name>
    <message>
        <source>Views</source>
        <translation>보기</translation>
    </message>
    <message>
        <source>Views: save what is shown with a name, and open it again</source>
        <translation>보기: 지금 보이는 것을 이름으로 저장하고 다시 엽니다</translation>
    </message>
</context>
<context>
    <name>ViewsPanel</name>
    <message>
        <source>Saved views</source>
        <translation>저장된 보기</translation>
    </message>
    <message>
        <source>Name of this view</source>
        <translation>이 보기의 이름</translation>
    </message>
    <message>
        <source>Save this view</source>
        <translation>이 보기 저장</translation>
    </message>
    <message>
        <source>Copy link</source>
        <translation>링크 복사</translation>
    </message>
    <message>
        <source>Enter opens a view, F2 renames it, Delete deletes it.</source>
        <translation>Enter로 열고, F2로 이름을 바꾸고, Delete로 삭제합니다.</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>열기</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>이름 바꾸기</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>삭제</translation>
    </message>
    <message>
        <source>No view has been saved yet.</source>
        <translation>아직 저장된 보기가 없습니다.</translation>
    </message>
    <message>
        <source>F2 renames, Delete deletes</source>
        <translation>F2: 이름 바꾸기, Delete: 삭제</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>실행 취소</translation>
    </message>
    <message>
        <source>Saved.</source>
        <translation>저장했습니다.</translation>
    </message>
    <message>
        <source>Deleted: {name}</source>
        <translation>삭제함: {name}</translation>
    </message>
    <message>
        <source>It is back.</source>
        <translation>되돌렸습니다.</translation>
    </message>
    <message>
        <source>The link is on the clipboard.</source>
        <translation>링크를 클립보드에 복사했습니다.</translation>
    </message>
    <message>
        <source>Renamed.</source>
        <translation>이름을 바꿨습니다.</translation>
    </message>
</context>
<context>
    <name>Voice</name>
    <message>
        <source>No name begins with {letters}</source>
        <translation>{letters}(으)로 시작하는 이름이 없습니다</translation>
    </message>
</context>
<context>
    <name>Wandering</name>
    <message>
        <source>Back to {name} ({keys})</source>
        <translation>{name}(으)로 뒤로 ({keys})</translation>
    </message>
    <message>
        <source>Forward to {name} ({keys})</source>
        <translation>{name}(으)로 앞으로 ({keys})</translation>
    </message>
</context>
<context>
    <name>Waterfall</name>
    <message>
        <source>The way from A to B by factor</source>
        <translation>요인별로 본 A에서 B까지</translation>
    </message>
    <message>
        <source>By the order of the factors: {least} to {most}</source>
        <translation>요인 순서에 따라: {least} ~ {most}</translation>
    </message>
</context>
<context>
    <name>Welcome</name>
    <message>
        <source>Recent</source>
        <translation>최근 프로젝트</translation>
    </message>
    <message>
        <source>Or drop a folder here.</source>
        <translation>폴더를 여기에 끌어다 놓아도 됩니다.</translation>
    </message>
    <message>
        <source>See what a model was made from, make it again, and prove it.</source>
        <translation>모델을 무엇으로 만들었는지 보고, 다시 만들고, 증명합니다.</translation>
    </message>
    <message>
        <source>Open a folder…</source>
        <translation>폴더 열기…</translation>
    </message>
    <message>
        <source>Make the sample project</source>
        <translation>예제 프로젝트 만들기</translation>
    </message>
    <message>
        <source>A small DVC project with ten versions of a model; made by really running it.</source>
        <translation>모델 버전이 열 개 있는 작은 DVC 프로젝트를 실제로 실행해서 만듭니다.</translation>
    </message>
</context>
<context>
    <name>WhyPage</name>
    <message>
        <source>Find out why</source>
        <translation>이유 알아보기</translation>
    </message>
    <message>
        <source>What was varied</source>
        <translation>바꿔 본 것</translation>
    </message>
    <message>
        <source>It came out as recorded, so there is nothing to explain.</source>
        <translation>기록대로 나왔으므로 설명할 것이 없습니다.</translation>
    </message>
    <message>
        <source>Varied</source>
        <translation>바꾼 것</translation>
    </message>
    <message>
        <source>What it showed</source>
        <translation>나타난 것</translation>
    </message>
    <message>
        <source>Evidence</source>
        <translation>근거</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>실행 수</translation>
    </message>
    <message>
        <source>The first rerun is being made…</source>
        <translation>첫 번째 재실행을 하는 중…</translation>
    </message>
    <message>
        <source>Rerunning it with one thing varied at a time…</source>
        <translation>한 번에 하나씩 바꾸어 다시 실행하는 중…</translation>
    </message>
    <message>
        <source>Tried so far; to try again costs the same.</source>
        <translation>여기까지 해 보았습니다. 다시 해도 같은 시간이 듭니다.</translation>
    </message>
    <message>
        <source>Reruns it with one thing varied at a time (threads, hash seed, BLAS kernel …) until that shows the cause: at most {count} reruns, each about {time}.</source>
        <translation>원인이 드러날 때까지 한 번에 하나씩(스레드, 해시 시드, BLAS 커널 …) 바꾸어 다시 실행합니다. 최대 {count}번, 한 번에 약 {time}.</translation>
    </message>
    <message>
        <source>shown by reruns</source>
        <translation>재실행으로 확인됨</translation>
    </message>
    <message>
        <source>reruns show that it matters</source>
        <translation>재실행에서 영향이 있는 것으로 나타남</translation>
    </message>
    <message>
        <source>a suspicion, not shown by reruns</source>
        <translation>추정이며 재실행으로 확인되지 않음</translation>
    </message>
    <message>
        <source>the same again</source>
        <translation>다시 해도 같음</translation>
    </message>
    <message>
        <source>different each time</source>
        <translation>매번 다름</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>없음</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds}초</translation>
    </message>
    <message>
        <source>Dataset</source>
        <translation>데이터셋</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>모델</translation>
    </message>
    <message>
        <source>Metrics</source>
        <translation>지표</translation>
    </message>
    <message>
        <source>Plot</source>
        <translation>그래프</translation>
    </message>
    <message>
        <source>Configuration</source>
        <translation>설정</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>코드</translation>
    </message>
    <message>
        <source>Image archive</source>
        <translation>이미지 보관 파일</translation>
    </message>
    <message>
        <source>File</source>
        <translation>파일</translation>
    </message>
    <message>
        <source>Commit</source>
        <translation>커밋</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>실행</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>환경</translation>
    </message>
    <message>
        <source>Model version</source>
        <translation>모델 버전</translation>
    </message>
    <message>
        <source>Rebuild</source>
        <translation>재현</translation>
    </message>
    <message>
        <source>recorded</source>
        <translation>기록됨</translation>
    </message>
    <message>
        <source>imported</source>
        <translation>가져옴</translation>
    </message>
    <message>
        <source>assumed by {who}</source>
        <translation>{who}의 추정</translation>
    </message>
    <message>
        <source>assumed</source>
        <translation>추정</translation>
    </message>
    <message>
        <source>Registered</source>
        <translation>등록</translation>
    </message>
    <message>
        <source>Deregistered</source>
        <translation>등록 해제</translation>
    </message>
    <message>
        <source>To {stage}</source>
        <translation>{stage} 단계로</translation>
    </message>
    <message>
        <source>Out of {stage}</source>
        <translation>{stage} 단계에서 제외</translation>
    </message>
    <message>
        <source>In stage {stage}</source>
        <translation>{stage} 단계</translation>
    </message>
    <message>
        <source>Called {stage}</source>
        <translation>별칭 {stage} 지정</translation>
    </message>
    <message>
        <source>No longer called {stage}</source>
        <translation>별칭 {stage} 해제</translation>
    </message>
    <message>
        <source>Approval: {stage}</source>
        <translation>승인 상태: {stage}</translation>
    </message>
    <message>
        <source>Deprecated</source>
        <translation>사용 중단</translation>
    </message>
    <message>
        <source>seen {when}</source>
        <translation>{when} 확인</translation>
    </message>
    <message>
        <source>Recorded at the time, by the run itself.</source>
        <translation>실행할 때 그 실행이 직접 기록했습니다.</translation>
    </message>
    <message>
        <source>Read from another tool&apos;s records.</source>
        <translation>다른 도구의 기록에서 읽었습니다.</translation>
    </message>
    <message>
        <source>Said later by a person; not part of any record of the run.</source>
        <translation>나중에 사람이 지정한 것으로, 실행 기록에는 없습니다.</translation>
    </message>
    <message>
        <source>branch</source>
        <translation>브랜치</translation>
    </message>
    <message>
        <source>remote branch</source>
        <translation>원격 브랜치</translation>
    </message>
    <message>
        <source>tag</source>
        <translation>태그</translation>
    </message>
    <message>
        <source>registry tag</source>
        <translation>레지스트리 태그</translation>
    </message>
    <message>
        <source>experiment</source>
        <translation>실험</translation>
    </message>
    <message>
        <source>checked out</source>
        <translation>체크아웃됨</translation>
    </message>
    <message>
        <source>completed</source>
        <translation>완료</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>실패</translation>
    </message>
    <message>
        <source>timed out</source>
        <translation>시간 초과</translation>
    </message>
    <message>
        <source>out of memory</source>
        <translation>메모리 부족</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>취소됨</translation>
    </message>
    <message>
        <source>blocked</source>
        <translation>막힘</translation>
    </message>
    <message>
        <source>identical</source>
        <translation>완전히 같음</translation>
    </message>
    <message>
        <source>equivalent</source>
        <translation>동등</translation>
    </message>
    <message>
        <source>same values</source>
        <translation>값이 같음</translation>
    </message>
    <message>
        <source>within tolerance</source>
        <translation>허용 오차 안</translation>
    </message>
    <message>
        <source>no baseline</source>
        <translation>기준 없음</translation>
    </message>
    <message>
        <source>no comparator</source>
        <translation>비교 방법 없음</translation>
    </message>
    <message>
        <source>extra</source>
        <translation>추가됨</translation>
    </message>
    <message>
        <source>different</source>
        <translation>다름</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>없음</translation>
    </message>
    <message>
        <source>{number} of {count}</source>
        <translation>{count}개 중 {number}</translation>
    </message>
    <message>
        <source>Can be rebuilt.</source>
        <translation>재현할 수 있습니다.</translation>
    </message>
    <message>
        <source>Cannot be rebuilt: no command is recorded.</source>
        <translation>재현할 수 없습니다. 명령이 기록되어 있지 않습니다.</translation>
    </message>
    <message>
        <source>Cannot be rebuilt: the commit of its code is not known.</source>
        <translation>재현할 수 없습니다. 코드의 커밋을 알 수 없습니다.</translation>
    </message>
    <message>
        <source>Cannot be rebuilt as it was: no image is recorded.</source>
        <translation>그때 그대로 재현할 수 없습니다. 이미지가 기록되어 있지 않습니다.</translation>
    </message>
    <message>
        <source>Cannot be rebuilt as it was: its image is recorded by a tag alone, and tags move.</source>
        <translation>그때 그대로 재현할 수 없습니다. 이미지가 태그로만 기록되어 있고, 태그는 옮겨질 수 있습니다.</translation>
    </message>
    <message>
        <source>Cannot be rebuilt.</source>
        <translation>재현할 수 없습니다.</translation>
    </message>
    <message>
        <source>not recorded</source>
        <translation>기록 없음</translation>
    </message>
    <message>
        <source>commit gone</source>
        <translation>커밋 없음</translation>
    </message>
    <message>
        <source>inputs missing</source>
        <translation>입력 없음</translation>
    </message>
    <message>
        <source>image missing</source>
        <translation>이미지 없음</translation>
    </message>
    <message>
        <source>Docker not running</source>
        <translation>Docker 꺼짐</translation>
    </message>
    <message>
        <source>uncommitted changes</source>
        <translation>커밋 안 된 변경</translation>
    </message>
    <message>
        <source>inputs elsewhere</source>
        <translation>입력이 다른 곳에 있음</translation>
    </message>
    <message>
        <source>image assumed</source>
        <translation>이미지 추정</translation>
    </message>
    <message>
        <source>upstream first</source>
        <translation>상류 먼저</translation>
    </message>
    <message>
        <source>commit unpushed</source>
        <translation>푸시 안 된 커밋</translation>
    </message>
    <message>
        <source>rebuildable with its patch</source>
        <translation>패치로 재현 가능</translation>
    </message>
    <message>
        <source>rebuildable</source>
        <translation>재현 가능</translation>
    </message>
    <message>
        <source>Cannot be rebuilt: what it takes was never recorded.</source>
        <translation>재현할 수 없습니다. 필요한 것이 기록되지 않았습니다.</translation>
    </message>
    <message>
        <source>Cannot be rebuilt: the commit of its code is gone.</source>
        <translation>재현할 수 없습니다. 코드의 커밋이 없습니다.</translation>
    </message>
    <message>
        <source>Cannot be rebuilt: inputs are missing.</source>
        <translation>재현할 수 없습니다. 입력이 없습니다.</translation>
    </message>
    <message>
        <source>Cannot be rebuilt: its image is missing.</source>
        <translation>재현할 수 없습니다. 이미지가 없습니다.</translation>
    </message>
    <message>
        <source>Docker is not running, so nobody knows of the image.</source>
        <translation>Docker가 실행 중이 아니어서 이미지를 확인하지 못했습니다.</translation>
    </message>
    <message>
        <source>It was recorded with changes that were not committed.</source>
        <translation>커밋되지 않은 변경이 있는 상태로 기록되었습니다.</translation>
    </message>
    <message>
        <source>Inputs are not here; a remote may have them.</source>
        <translation>입력이 이 컴퓨터에 없습니다. 원격 저장소에 있을 수 있습니다.</translation>
    </message>
    <message>
        <source>Can be rebuilt, in an image that is not recorded.</source>
        <translation>기록된 이미지가 아닌 이미지로 재현할 수 있습니다.</translation>
    </message>
    <message>
        <source>Can be rebuilt after the runs that make its inputs.</source>
        <translation>입력을 만드는 실행을 먼저 재현하면 재현할 수 있습니다.</translation>
    </message>
    <message>
        <source>Can be rebuilt here; its commit is in no remote yet.</source>
        <translation>여기서 재현할 수 있습니다. 커밋이 아직 원격 저장소에 없습니다.</translation>
    </message>
    <message>
        <source>It was recorded from a dirty tree; the patch was kept, so it can be rebuilt.</source>
        <translation>커밋되지 않은 변경이 있는 상태에서 기록되었지만 패치가 보관되어 있어 다시 만들 수 있습니다.</translation>
    </message>
    <message>
        <source>only in {version}</source>
        <translation>{version}에만 있음</translation>
    </message>
    <message>
        <source>added</source>
        <translation>추가됨</translation>
    </message>
    <message>
        <source>removed</source>
        <translation>삭제됨</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>바뀜</translation>
    </message>
    <message>
        <source>same</source>
        <translation>같음</translation>
    </message>
    <message>
        <source>same digest</source>
        <translation>같은 다이제스트</translation>
    </message>
    <message>
        <source>named</source>
        <translation>이름으로</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>입력</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>출력</translation>
    </message>
    <message>
        <source>Part</source>
        <translation>일부</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>가져옴</translation>
    </message>
    <message>
        <source>Earlier version</source>
        <translation>이전 버전</translation>
    </message>
    <message>
        <source>Made again</source>
        <translation>다시 만듦</translation>
    </message>
    <message>
        <source>Registered as</source>
        <translation>등록</translation>
    </message>
    <message>
        <source>Started by</source>
        <translation>시작한 실행</translation>
    </message>
    <message>
        <source>Uncommitted changes</source>
        <translation>커밋되지 않은 변경</translation>
    </message>
    <message>
        <source>Same image</source>
        <translation>같은 이미지</translation>
    </message>
    <message>
        <source>MMM d</source>
        <translation>M월 d일</translation>
    </message>
    <message>
        <source>Looked up {when}.</source>
        <translation>{when}에 확인했습니다.</translation>
    </message>
    <message>
        <source>Rebuilt {when}: {verdict}.</source>
        <translation>{when} 재현: {verdict}.</translation>
    </message>
</context>
<context>
    <name>Workspace</name>
    <message>
        <source>Views</source>
        <translation>화면</translation>
    </message>
    <message>
        <source>Lineage</source>
        <translation>계보</translation>
    </message>
    <message>
        <source>History</source>
        <translation>이력</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>비교</translation>
    </message>
    <message>
        <source>Rebuild</source>
        <translation>재현</translation>
    </message>
    <message>
        <source>Rebuild many</source>
        <translation>여러 개 재현</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>모델</translation>
    </message>
    <message>
        <source>Sources</source>
        <translation>소스</translation>
    </message>
</context>
<context>
    <name>_Counts</name>
    <message numerus="yes">
        <source>%Ln artifacts</source>
        <translation>
            <numerusform>산출물 %Ln개</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln commits</source>
        <translation>
            <numerusform>커밋 %Ln개</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln executions</source>
        <translation>
            <numerusform>실행 %Ln개</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln experiments</source>
        <translation>
            <numerusform>실험 %Ln개</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln files</source>
        <translation>
            <numerusform>파일 %Ln개</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln models</source>
        <translation>
            <numerusform>모델 %Ln개</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln objects</source>
        <translation>
            <numerusform>객체 %Ln개</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln runs</source>
        <translation>
            <numerusform>실행 %Ln개</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>_RunDialog</name>
    <message>
        <source>Run this project&apos;s commands?</source>
        <translation>이 프로젝트의 명령을 실행할까요?</translation>
    </message>
    <message>
        <source>To find the cause, commands of this project are run</source>
        <translation>원인을 찾기 위해 이 프로젝트의 명령을 실행합니다</translation>
    </message>
    <message>
        <source>They run in containers without network, as another user, and cannot write to your files. Go on only if you trust the project. This is asked once for a project.</source>
        <translation>네트워크가 없는 컨테이너에서 다른 사용자로 실행되며 내 파일에 쓸 수 없습니다. 신뢰하는 프로젝트일 때만 계속하세요. 프로젝트마다 한 번만 묻습니다.</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>명령</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>이미지</translation>
    </message>
    <message>
        <source>Run the mixtures</source>
        <translation>혼합 실행</translation>
    </message>
</context>
</TS>
